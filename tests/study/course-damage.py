"""Damaged curricula for course-check.py: each takes the texts of the sound files and spoils one
thing, in memory. damages() gives (what is spoilt, part of the problem that must be named, function
from the texts by name to the spoilt texts)."""


def edit(parse, canonical, name, change):
    """Spoils the parsed value of one file and lays it out again as a sound file would be."""
    def make(texts):
        value, _ = parse(texts[name])
        change(value)
        return {**texts, name: canonical(value)}
    return make


def rewrite(name, change):
    """Spoils the text of one file."""
    return lambda texts: {**texts, name: change(texts[name])}


def put(*path_and_value):
    """A change that sets the value at a path of keys and indices."""
    *path, key, new = path_and_value

    def change(value):
        for step in path:
            value = value[step]
        value[key] = new
    return change


def drop(*path):
    """A change that removes what stands at a path."""
    *path, key = path

    def change(value):
        for step in path:
            value = value[step]
        del value[key]
    return change


def add(*path_and_number):
    """A change that adds to the number at a path."""
    *path, key, more = path_and_number

    def change(value):
        for step in path:
            value = value[step]
        value[key] += more
    return change


def swap(key, first, second):
    """A change that exchanges two items of a list."""
    def change(value):
        items = value[key]
        items[first], items[second] = items[second], items[first]
    return change


def move_first(value):
    """A change that moves the first key of a week to the end."""
    value["week"] = value.pop("week")


def of_files():
    """Damage to the files themselves, seen in their text."""
    return [
        ("a missing week", "week-07.json: missing",
         lambda texts: {n: t for n, t in texts.items() if n != "week-07.json"}),
        ("a missing course.json", "course.json: missing",
         lambda texts: {n: t for n, t in texts.items() if n != "course.json"}),
        ("a week that no block has", "week-99.json: no such file is expected",
         lambda texts: {**texts, "week-99.json": texts["week-16.json"]}),
        ("half a file", "week-03.json: line ", rewrite("week-03.json", lambda t: t[:len(t) // 2])),
        ("an empty file", "week-03.json: line 1, column 1", rewrite("week-03.json", lambda t: "")),
        ("a list instead of a week", "week-03.json: $: ",
         rewrite("week-03.json", lambda t: "[]\n")),
        ("a key that stands twice", 'the key "week" stands twice',
         rewrite("week-05.json", lambda t: t.replace("{", '{\n  "week": 5,', 1))),
        ("characters written as escapes", "not laid out",
         rewrite("week-04.json", lambda t: t.replace("²", "\\u00b2"))),
        ("a tab as indent", "not laid out",
         rewrite("week-04.json", lambda t: t.replace('  "week"', '\t"week"', 1))),
    ]


def damages(parse, canonical):
    """Every damage, as course-check.py wants them."""
    def week(number, what, expected, change):
        name = "week-%02d.json" % number
        return what, "%s: %s" % (name, expected), edit(parse, canonical, name, change)

    def course(what, expected, change):
        return what, "course.json: " + expected, edit(parse, canonical, "course.json", change)

    return of_files() + [
        # Shape.
        week(1, "a missing key", "$: 'outcomes' is a required", drop("outcomes")),
        week(1, "an unknown key", "$: Additional properties", put("colour", "blue")),
        week(1, "an unknown key further down", "$.project: Additional", put("project", "mark", 1)),
        week(1, "a text in place of hours", "$.hours.total: ", put("hours", "total", "13")),
        week(1, "an empty text", "$.title: ", put("title", "")),
        week(1, "a line break in a line", "$.tasks[0].text: ",
             put("tasks", 0, "text", "One\ntwo.")),
        week(1, "a line break after a line", "$.title: spaces", put("title", "Python\n")),
        week(1, "no tasks", "$.tasks: ", put("tasks", [])),
        week(1, "keys in another order", "$: the keys stand", move_first),
        week(4, "a capstone without its number", "$.project: 'number' is",
             drop("project", "number")),
        week(5, "a mini-project with a number", "$.project: ", put("project", "number", 2)),
        week(5, "another kind of project", "$.project.kind: ", put("project", "kind", "maxi")),
        week(4, "an experiment's id with spaces", "$.experiments[0]: ",
             put("experiments", 0, "boston linear")),
        # Ids.
        week(2, "an id of another form", "$.tasks[0].id: ", put("tasks", 0, "id", "w2.task.1")),
        week(2, "an id of another kind", "$.tasks[0].id: ", put("tasks", 0, "id", "w02.own.1")),
        week(2, "an id of another week", "$.tasks[0].id: w03.task.1 does not belong",
             put("tasks", 0, "id", "w03.task.1")),
        week(2, "an id used twice in a week", "$.tasks[1].id: the id w02.task.1 is used",
             put("tasks", 1, "id", "w02.task.1")),
        week(3, "an id used twice over two weeks", "$.outcomes[0].id: the id w02.outcome.1",
             put("outcomes", 0, "id", "w02.outcome.1")),
        course("an id of another block", "$.blocks[1].interview[0].id: b1.question.9 does not",
               put("blocks", 1, "interview", 0, "id", "b1.question.9")),
        course("an id used twice in course.json",
               "$.blocks[1].self_assessment[1].id: the id b2.check.1",
               put("blocks", 1, "self_assessment", 1, "id", "b2.check.1")),
        # Sums and ranges.
        week(6, "a rubric of 101 percent", "$.project.rubric: the sum of the percents is 101",
             add("project", "rubric", 0, "percent", 1)),
        week(6, "a rubric with a row lost", "$.project.rubric: the sum of the percents is 80",
             drop("project", "rubric", 3)),
        week(6, "a task with an hour too many", "$.tasks: the sum of the tasks' hours is 9",
             add("tasks", 0, "hours", 1)),
        week(6, "a lost task", "$.tasks: the sum of the tasks' hours is 6", drop("tasks", 0)),
        week(6, "a wrong total", "$.hours: the sum of tasks and project is 13",
             add("hours", "total", 1)),
        week(6, "the number of another week", "$.week: the number of the week is 7",
             put("week", 7)),
        week(6, "the wrong block", "$.block: course.json does not place", put("block", 3)),
        course("fewer hours a week than a week takes", "$.hours_per_week: the fewest",
               put("hours_per_week", 0, 15)),
        ("a week longer than the course says", "week-02.json: $.hours.total: 14 hours are outside",
         edit(parse, canonical, "course.json", put("hours_per_week", [12, 13]))),
        course("a block of one week more", "$.blocks[1].weeks[0]: the first week is 5",
               put("blocks", 0, "weeks", 1, 5)),
        course("a block that runs backwards", "$.blocks[3].weeks: the last week, 12",
               put("blocks", 3, "weeks", 1, 12)),
        course("a block with a wrong number", "$.blocks[2].block: ", put("blocks", 2, "block", 2)),
        week(12, "a capstone out of order", "$.project.number: the number of the capstone is 4",
             put("project", "number", 4)),
        ("a capstone in the midst of a block", "week-04.json: $.project.kind: the last week",
         edit(parse, canonical, "week-04.json",
              lambda w: (put("project", "kind", "mini")(w), drop("project", "number")(w)))),
        week(12, "a deliverable of a part that is not there", "$.project.deliverables[1].part: ",
             put("project", "deliverables", 1, "part", 3)),
        week(2, "a part in a project without parts", "$.project.datasets[0].part: ",
             put("project", "datasets", 0, "part", 1)),
        week(1, "resources of one topic apart", "$.resources[3].topic: 'Environment' does not",
             swap("resources", 2, 3)),
        # Counts.
        course("a lost interview question", "$: the number of interview questions is",
               drop("blocks", 3, "interview", 4)),
        course("a lost line of self-assessment", "$: the number of lines of self-assessment is",
               drop("blocks", 0, "self_assessment", 0)),
        course("a lost final task", "$: the number of final tasks is",
               drop("final", 2, "tasks", 9)),
        course("a final task out of order", "$.final[0].tasks[1].number: ",
               put("final", 0, "tasks", 1, "number", 3)),
        course("a final task with another's id", "$.final[0].tasks[1].id: the id is final.07",
               put("final", 0, "tasks", 1, "id", "final.07")),
        course("a lost category", "$: the number of final categories is", drop("final", 1)),
        # Addresses.
        week(9, "an address without http", "$.resources[0].url: ",
             put("resources", 0, "url", "pytorch.org/tutorials/")),
        week(9, "an address of a local file", "$.resources[0].url: ",
             put("resources", 0, "url", "file:///etc/passwd")),
        week(9, "an address with a space", "$.resources[0].url: ",
             put("resources", 0, "url", "https://pytorch.org/the tutorials/")),
        week(9, "an address without a host", "$.resources[0].url: ",
             put("resources", 0, "url", "https:///tutorials/")),
        week(9, "an address whose host has a stray sign", "$.resources[0].url: ",
             put("resources", 0, "url", "https://pytorch..org/tutorials/")),
        week(12, "a spoilt link in a topic", "$.topics[3].text: the link 'Hugging Face' leads",
             put("topics", 3, "text", "Using the [Hugging Face](huggingface.co) library.")),
        week(12, "a link that is not closed", "$.topics[3].text: a link is not closed",
             put("topics", 3, "text", "Using the [Hugging Face](https://huggingface.co/ library.")),
        week(12, "a link without a title", "$.topics[3].text: the link to https://huggingface.co/",
             put("topics", 3, "text", "Using [](https://huggingface.co/) here.")),
        week(3, "code that is not closed", "$.title: a ` is not closed",
             put("title", "Plots with `x")),
        week(2, "an own resource with another address", "$.own_resources[0].url: the text has no",
             put("own_resources", 0, "url", "https://example.org/")),
        week(3, "a stretch goal without its address", "$.stretch[0].url: missing",
             drop("stretch", 0, "url")),
    ]
