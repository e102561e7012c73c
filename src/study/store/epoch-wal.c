#include "config.h"

#include "store/epoch-wal.h"

#define HEAD 32
#define FRAME_HEAD 24

typedef struct {
  const guint8 *wal;
  gsize page_size;
  gboolean big_endian;
  guint32 sum[2];
} Walk;

static guint32
big(const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

static guint32
little(const guint8 *bytes)
{
  return (guint32)bytes[3] << 24 | (guint32)bytes[2] << 16 | (guint32)bytes[1] << 8 | bytes[0];
}

/* The running checksum of the format, 4.2; length is a multiple of 8. */
static void
add_to_sum(Walk *walk, const guint8 *bytes, gsize length)
{
  for (gsize k = 0; k < length; k += 8) {
    walk->sum[0] += (walk->big_endian ? big(bytes + k) : little(bytes + k)) + walk->sum[1];
    walk->sum[1] += (walk->big_endian ? big(bytes + k + 4) : little(bytes + k + 4)) + walk->sum[0];
  }
}

static gboolean
sum_is(const Walk *walk, const guint8 *bytes)
{
  return walk->sum[0] == big(bytes) && walk->sum[1] == big(bytes + 4);
}

static gboolean
head_fits(Walk *walk)
{
  guint32 magic = big(walk->wal);

  walk->page_size = big(walk->wal + 8);
  walk->big_endian = (magic & 1) != 0;
  add_to_sum(walk, walk->wal, 24);
  return (magic & ~1u) == 0x377f0682 && walk->page_size >= 512 && walk->page_size <= 65536 &&
         (walk->page_size & (walk->page_size - 1)) == 0 && sum_is(walk, walk->wal + 24);
}

/* Whether a frame is of this use of the -wal; those of an earlier one have other salts. */
static gboolean
salts_fit(const Walk *walk, const guint8 *frame)
{
  return big(frame + 8) == big(walk->wal + 16) && big(frame + 12) == big(walk->wal + 20);
}

static gboolean
frame_fits(Walk *walk, const guint8 *frame)
{
  add_to_sum(walk, frame, 8);
  add_to_sum(walk, frame + FRAME_HEAD, walk->page_size);
  return salts_fit(walk, frame) && sum_is(walk, frame + 16);
}

const char *
epoch_wal_check(const guint8 *wal, gsize length)
{
  Walk walk = {.wal = wal};
  gsize at = HEAD;
  guint commits_after = 0;
  gboolean commit_follows = FALSE;

  /* With less than one frame nothing can have been committed. */
  if (length < HEAD + FRAME_HEAD + 512)
    return NULL;
  if (!head_fits(&walk))
    return "its -wal file does not begin as one";
  while (at + FRAME_HEAD + walk.page_size <= length && frame_fits(&walk, wal + at))
    at += FRAME_HEAD + walk.page_size;
  /* A transaction is only begun once the one before has been committed: frames beyond a commit
   * prove that this commit had been told as made. */
  for (; at + FRAME_HEAD + walk.page_size <= length; at += FRAME_HEAD + walk.page_size) {
    if (!salts_fit(&walk, wal + at))
      continue;
    if (commit_follows)
      commits_after++;
    commit_follows = commit_follows || big(wal + at + 4) != 0;
  }
  return commits_after > 0 ? "frames in the middle of its -wal file do not fit" : NULL;
}
