/* Checks that say which status came instead. */
#ifndef TESTS_API_CHECK_H
#define TESTS_API_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include <cmocka.h>

#include <gss.h>

void check_status_at(OM_uint32 major, OM_uint32 expected, const char *file, int line);

/* MAJOR is exactly EXPECTED. */
#define check_status(major, expected) check_status_at(major, expected, __FILE__, __LINE__)

gss_buffer_desc text_buffer(const char *text);
void check_text_at(const gss_buffer_desc *buffer, const char *text, const char *file, int line);
#define check_text(buffer, text) check_text_at(buffer, text, __FILE__, __LINE__)

#define check_empty(buffer)                                                                        \
    do {                                                                                           \
        assert_int_equal((buffer).length, 0);                                                      \
        assert_null((buffer).value);                                                               \
    } while (0)

gss_name_t make_name(const char *text, gss_OID type);
gss_name_t make_mn(const char *text, gss_OID type, gss_OID mech);
bool names_equal(gss_name_t a, gss_name_t b);
void check_displayed_at(gss_name_t name, const char *text, gss_const_OID type, const char *file,
                        int line);
#define check_displayed(name, text, type) check_displayed_at(name, text, type, __FILE__, __LINE__)

/* A descriptor that looks filled, to see whether a call empties it. */
#define FILLED_BUFFER                                                                              \
    {                                                                                              \
        99, (void *)"stale"                                                                        \
    }

#endif
