#include "mech/plugin/line.h"

#include <string.h>

#include "base/oid.h"
#include "base/writer.h"

static bool line_is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The line by itself. */
static struct reader line_take(struct reader *text)
{
    const uint8_t *newline = text->left != 0 ? memchr(text->next, '\n', text->left) : NULL;
    size_t length = newline != NULL ? (size_t)(newline - text->next) : text->left;
    struct reader line = read_sub(text, length);

    if (newline != NULL)
        (void)read_u8(text);
    return line;
}

static void line_skip_space(struct reader *in)
{
    while (in->left != 0 && line_is_space(*in->next))
        (void)read_u8(in);
}

/* The next word, which ends before white space; one that begins with OPEN ends with CLOSE. Empty
 * at the end of the line, or where a comment begins. */
static struct reader line_word(struct reader *in)
{
    struct reader rest;
    uint8_t close = 0;
    size_t length = 0;

    line_skip_space(in);
    if (in->left == 0 || *in->next == '#')
        return read_sub(in, 0);
    if (*in->next == '[')
        close = ']';
    else if (*in->next == '<')
        close = '>';
    for (rest = *in; rest.left != 0; length++) {
        uint8_t c = read_u8(&rest);

        if (close != 0 && c == close)
            return read_sub(in, length + 1);
        if (close == 0 && line_is_space(c))
            break;
    }
    return read_sub(in, length);
}

/* Copies a word; false if it does not fit, or has a NUL. */
static bool line_copy(struct reader word, char *out, size_t size)
{
    size_t length = word.left;

    if (length >= size || memchr(word.next, '\0', length) != NULL)
        return false;
    read_copy(&word, out, length);
    out[length] = '\0';
    return true;
}

static bool line_read_oid(struct reader word, struct plugin_line *line)
{
    struct writer out;

    writer_init_fixed(&out, line->oid, sizeof(line->oid));
    oid_write_dotted(&out, word.next, word.left);
    if (!writer_ok(&out))
        return false;
    line->oid_length = (OM_uint32)out.length;
    return true;
}

static bool word_is(struct reader word, const char *text)
{
    return word.left == strlen(text) && memcmp(word.next, text, word.left) == 0;
}

/* What follows the library. */
static const char *line_read_rest(struct reader *in, struct plugin_line *line)
{
    struct reader word = line_word(in);

    if (word.left != 0 && *word.next != '[' && *word.next != '<')
        word = line_word(in); /* that was the kernel module */
    if (word.left != 0 && *word.next == '[')
        word = line_word(in);
    if (word.left != 0 && *word.next == '<') {
        line->interposer = word_is(word, "<interposer>");
        word = line_word(in);
    }
    return word.left != 0 ? "it has more words than an entry has" : NULL;
}

void plugin_line_read(struct reader *text, struct plugin_line *line)
{
    struct reader in = line_take(text), word;

    line->name[0] = line->library[0] = '\0';
    line->oid_length = 0;
    line->interposer = false;
    line->error = NULL;
    word = line_word(&in);
    if (word.left == 0)
        return;
    if (!line_copy(word, line->name, sizeof(line->name)))
        line->error = "its name is too long";
    else if ((word = line_word(&in)).left == 0)
        line->error = "it has no object identifier";
    else if (!line_read_oid(word, line))
        line->error = "its object identifier is malformed";
    else if ((word = line_word(&in)).left == 0)
        line->error = "it names no library";
    else if (!line_copy(word, line->library, sizeof(line->library)))
        line->error = "the path of its library is too long";
    else
        line->error = line_read_rest(&in, line);
}
