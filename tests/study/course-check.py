#!/usr/bin/env python3
"""Checks the curriculum: course-check.py [FOLDER], by default data/curriculum of this checkout.

Each file is held against schema.json, then against what a schema cannot say: sums, ids that are
used twice, blocks that do not meet. Every problem names its file and its place. So that a check
which finds nothing is worth something, the same checks then read damaged copies (made in memory,
by course-damage.py) and must object to each of them. Prints TAP.
"""
import importlib.util
import json
import pathlib
import re
import sys
import urllib.parse

import jsonschema

# How much the course holds. Who adds a week, a question or a task says so here.
COUNTS = {
    "blocks": 4,
    "weeks": 16,
    "lines of self-assessment": 20,
    "interview questions": 20,
    "final tasks": 30,
    "final categories": 3,
}

HERE = pathlib.Path(__file__).resolve().parent
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")
BARE_URL = re.compile(r"https?:[^\s()\[\]]*")


def reject_duplicates(pairs):
    """A key that stands twice would silently hide its first value."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError('the key "%s" stands twice in one object' % name)
    return dict(pairs)


def parse(text):
    """(value, None) or (None, what is wrong and where)."""
    try:
        return json.loads(text, object_pairs_hook=reject_duplicates), None
    except json.JSONDecodeError as wrong:
        return None, "line %d, column %d: %s" % (wrong.lineno, wrong.colno, wrong.msg)
    except ValueError as wrong:
        return None, str(wrong)


def canonical(value):
    """The one way in which a file of the curriculum is laid out."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def strings(value, place="$"):
    """Every string of a value, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from strings(item, "%s[%d]" % (place, k))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(item, "%s.%s" % (place, key))


def identifiers(value, place="$"):
    """Every id of a value, with its place."""
    for where, text in strings(value, place):
        if where.endswith(".id"):
            yield where, text


def is_web_address(address):
    """Whether an address is absolute, with a host that has a name and a domain."""
    try:
        parts = urllib.parse.urlsplit(address)
        parts.port  # Reading it raises ValueError where the port is no number.
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and parts.username is None
            and re.fullmatch(r"([A-Za-z0-9-]+\.)+[A-Za-z]{2,}", parts.hostname or "") is not None
            and re.search(r"[\s<>\"\\^`{|}]", address) is None)


def schema_problems(value, kind, schema):
    validator = jsonschema.Draft202012Validator(
        {"$defs": schema["$defs"], "$ref": "#/$defs/" + kind})
    for error in validator.iter_errors(value):
        yield "%s: %s" % (error.json_path, error.message)


def order_problems(value, rule, schema, place="$"):
    """Keys stand in the order of the schema, so that two people write the same file."""
    rule = {**schema["$defs"].get(rule.get("$ref", "").rpartition("/")[2], {}), **rule}
    if isinstance(value, dict):
        known = rule.get("properties", {})
        if list(value) != [key for key in known if key in value]:
            yield "%s: the keys stand in another order than %s" % (place, ", ".join(known))
        for key, item in value.items():
            yield from order_problems(item, known.get(key, {}), schema, "%s.%s" % (place, key))
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from order_problems(item, rule.get("items", {}), schema,
                                      "%s[%d]" % (place, k))


def text_problems(value):
    """Outer spaces, and addresses that lead nowhere, in links, in prose and in url fields."""
    for place, text in strings(value):
        if text != text.strip():
            yield "%s: spaces or line breaks at an end of the text" % place
        if place.endswith(".url") and not is_web_address(text):
            yield "%s: %r is no web address" % (place, text)
        for title, address in LINK.findall(text):
            if not title.strip():
                yield "%s: the link to %s has no title" % (place, address)
            if not is_web_address(address):
                yield "%s: the link %r leads to %r, which is no web address" % (
                    place, title, address)
        for address in BARE_URL.findall(text):
            if not is_web_address(address.rstrip(".,;:")):
                yield "%s: %r is no web address" % (place, address)
        if text.count("](") != len(LINK.findall(text)):
            yield "%s: a link is not closed" % place
        if text.count("`") % 2:
            yield "%s: a ` is not closed" % place


def equal(found, wanted, place, what):
    if found != wanted:
        yield "%s: %s is %s, it should be %s" % (place, what, found, wanted)


def week_problems(name, week):
    """What must hold within one week."""
    number = int(name[5:7])
    yield from equal(week["week"], number, "$.week", "the number of the week")
    for place, identifier in identifiers(week):
        if not identifier.startswith("w%02d." % number):
            yield "%s: %s does not belong to week %d" % (place, identifier, number)
    hours, project = week["hours"], week["project"]
    yield from equal(sum(task["hours"] for task in week["tasks"]), hours["tasks"],
                     "$.tasks", "the sum of the tasks' hours")
    yield from equal(hours["tasks"] + hours["project"], hours["total"],
                     "$.hours", "the sum of tasks and project")
    yield from equal(sum(row["percent"] for row in project["rubric"]), 100,
                     "$.project.rubric", "the sum of the percents")
    for key in ("datasets", "deliverables"):
        for k, item in enumerate(project[key]):
            if "part" in item and item["part"] > len(project["parts"]):
                yield "$.project.%s[%d].part: the project has only %d parts" % (
                    key, k, len(project["parts"]))
    topics = [resource["topic"] for resource in week["resources"]]
    for k, topic in enumerate(topics[1:], 1):
        if topic != topics[k - 1] and topic in topics[:k]:
            yield "$.resources[%d].topic: %r does not stand with the others of it" % (k, topic)
    for key in ("own_resources", "stretch"):
        for k, item in enumerate(week[key]):
            linked = [address for _, address in LINK.findall(item["text"])]
            address = item.get("url")
            if address is not None and address not in linked:
                yield "$.%s[%d].url: the text has no link to %s" % (key, k, address)
            if address is None and len(linked) == 1:
                yield "$.%s[%d].url: missing, the text links to %s" % (key, k, linked[0])


def course_problems(course):
    """What must hold within course.json."""
    following = 1
    for k, block in enumerate(course["blocks"]):
        place = "$.blocks[%d]" % k
        yield from equal(block["block"], k + 1, place + ".block", "the number of the block")
        first, last = block["weeks"]
        yield from equal(first, following, place + ".weeks[0]", "the first week")
        if last < first:
            yield "%s.weeks: the last week, %d, comes before the first" % (place, last)
        following = last + 1
        for where, identifier in identifiers(block, place):
            if not identifier.startswith("b%d." % block["block"]):
                yield "%s: %s does not belong to block %d" % (where, identifier, block["block"])
    if course["hours_per_week"][0] > course["hours_per_week"][1]:
        yield "$.hours_per_week: the fewest hours are more than the most"
    number = 0
    for c, category in enumerate(course["final"]):
        for k, task in enumerate(category["tasks"]):
            number += 1
            place = "$.final[%d].tasks[%d]" % (c, k)
            yield from equal(task["number"], number, place + ".number", "the number of the task")
            yield from equal(task["id"], "final.%02d" % task["number"], place + ".id", "the id")
    found = {
        "blocks": len(course["blocks"]),
        "weeks": following - 1,
        "lines of self-assessment": sum(len(b["self_assessment"]) for b in course["blocks"]),
        "interview questions": sum(len(b["interview"]) for b in course["blocks"]),
        "final tasks": number,
        "final categories": len(course["final"]),
    }
    for what, wanted in COUNTS.items():
        yield from equal(found[what], wanted, "$", "the number of " + what)


def together_problems(course, weeks):
    """What must hold between course.json and the weeks; weeks by file name."""
    capstones = 0
    fewest, most = course["hours_per_week"]
    for name, week in sorted(weeks.items()):
        inside = [b for b in course["blocks"] if b["weeks"][0] <= week["week"] <= b["weeks"][1]]
        if [block["block"] for block in inside] != [week["block"]]:
            yield "%s: $.block: course.json does not place week %d in block %d" % (
                name, week["week"], week["block"])
        if not fewest <= week["hours"]["total"] <= most:
            yield "%s: $.hours.total: %d hours are outside of %d to %d" % (
                name, week["hours"]["total"], fewest, most)
        ends_block = any(block["weeks"][1] == week["week"] for block in inside)
        if (week["project"]["kind"] == "capstone") != ends_block:
            yield ("%s: $.project.kind: the last week of a block, and no other, "
                   "has a capstone" % name)
        if week["project"]["kind"] == "capstone":
            capstones += 1
            for line in equal(week["project"]["number"], capstones, "$.project.number",
                              "the number of the capstone"):
                yield "%s: %s" % (name, line)


def unique_problems(values):
    """Ids are unique over all files; values by file name."""
    seen = {}
    for name, value in sorted(values.items()):
        for place, identifier in identifiers(value):
            if identifier in seen:
                yield "%s: %s: the id %s is used by %s too" % (
                    name, place, identifier, seen[identifier])
            seen.setdefault(identifier, "%s: %s" % (name, place))


def file_problems(name, text, schema):
    """(value or None where nothing can be built on it, problems) of one file."""
    value, wrong = parse(text)
    if wrong:
        return None, [wrong]
    kind = "course" if name == "course.json" else "week"
    problems = list(schema_problems(value, kind, schema))
    if problems:
        return None, problems
    problems += text_problems(value)
    problems += order_problems(value, {"$ref": "#/$defs/" + kind}, schema)
    problems += course_problems(value) if kind == "course" else week_problems(name, value)
    if not problems and text != canonical(value):
        problems.append("not laid out with two spaces of indent and plain UTF-8")
    return value, problems


def all_problems(texts, schema):
    """Every problem of a curriculum given as the texts of its files by name."""
    wanted = ["course.json"] + ["week-%02d.json" % n for n in range(1, COUNTS["weeks"] + 1)]
    yield from ("%s: missing" % name for name in wanted if name not in texts)
    yield from ("%s: no such file is expected" % name for name in texts if name not in wanted)
    values = {}
    for name in wanted:
        if name in texts:
            value, problems = file_problems(name, texts[name], schema)
            yield from ("%s: %s" % (name, problem) for problem in problems)
            if value is not None:
                values[name] = value
    yield from unique_problems(values)
    weeks = {name: value for name, value in values.items() if name != "course.json"}
    if "course.json" in values:
        yield from together_problems(values["course.json"], weeks)


class Tap:
    """Prints one line a check, and counts."""

    def __init__(self):
        self.checks = self.failed = 0

    def check(self, what, problems):
        problems = list(problems)
        self.checks += 1
        self.failed += bool(problems)
        print("%sok %d - %s" % ("not " if problems else "", self.checks, what))
        for problem in problems:
            print("# " + problem)

    def finish(self):
        print("1..%d" % self.checks)
        return 1 if self.failed else 0


def read_folder(folder):
    """The texts of the JSON files in a folder by name, and what could not be read."""
    texts, wrong = {}, []
    for path in sorted({folder / "schema.json", *folder.glob("*.json")}):
        try:
            texts[path.name] = path.read_text(encoding="utf-8")
        except OSError as error:
            wrong.append("%s: %s" % (path, error.strerror))
        except UnicodeDecodeError as error:
            wrong.append("%s: byte %d is not UTF-8" % (path, error.start))
    return texts, wrong


def read_schema(text):
    """(schema, problems) of the text of schema.json."""
    schema, wrong = parse(text)
    if wrong:
        return None, [wrong]
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        return None, ["%s: %s" % (error.json_path, error.message)]
    return schema, []


def load_damages():
    spec = importlib.util.spec_from_file_location("course_damage", HERE / "course-damage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.damages(parse, canonical)


def main():
    default = HERE.parent.parent / "data" / "curriculum"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    sys.dont_write_bytecode = True
    tap = Tap()
    texts, wrong = read_folder(folder)
    tap.check("every file can be read", wrong)
    if wrong:
        return tap.finish()
    schema, wrong = read_schema(texts.pop("schema.json"))
    tap.check("schema.json is a JSON Schema", wrong)
    if wrong:
        return tap.finish()
    for name, text in texts.items():
        tap.check("%s holds what it should" % name, file_problems(name, text, schema)[1])
    problems = list(all_problems(texts, schema))
    tap.check("the files fit together", problems)
    if not problems:
        for what, expected, make in load_damages():
            found = list(all_problems(make(dict(texts)), schema))
            tap.check("objects to " + what, [] if any(expected in p for p in found) else
                      ["expected %r, found %s" % (expected, found[:3] or "nothing wrong")])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
