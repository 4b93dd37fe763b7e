/* Attributes of names, with a mechanism whose names have one: "colour", of several values. */
#include "api/check.h"

#include "api/toy.h"
#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"
#include "glue/registry.h"

static struct mech attributed;
const struct mech *const registry_mechs[] = {&attributed, &toy_mech, NULL};

static const char *const colours[] = {"red", "green"};
static gss_buffer_desc colour = {6, (void *)"colour"}, unknown = {5, (void *)"taste"};

static bool is_colour(gss_const_buffer_t attr)
{
    return attr->length == colour.length && memcmp(attr->value, colour.value, colour.length) == 0;
}

static OM_uint32 names_inquire(OM_uint32 *minor, const void *name, gss_buffer_set_t attrs)
{
    (void)minor;
    if (strcmp(name, "grey") == 0)
        return GSS_S_COMPLETE;
    return buffer_set_add(attrs, colour.value, colour.length) ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

static OM_uint32 names_get(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                           struct mech_name_value *value)
{
    int at = value->more == -1 ? 0 : value->more;

    (void)name;
    if (!is_colour(attr))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    value->value.value = strdup(colours[at]);
    value->value.length = strlen(colours[at]);
    value->display.value = strdup("a colour");
    value->display.length = 8;
    value->authenticated = at == 0;
    value->complete = true;
    value->more = at + 1 < 2 ? at + 1 : 0;
    return GSS_S_COMPLETE;
}

static OM_uint32 names_set(OM_uint32 *minor, const void *name, bool complete,
                           gss_const_buffer_t attr, gss_const_buffer_t value, void **changed)
{
    (void)name;
    if (!is_colour(attr) || !complete)
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    *changed = strndup(value->value, value->length);
    return GSS_S_COMPLETE;
}

static OM_uint32 names_delete(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                              void **changed)
{
    (void)name;
    if (!is_colour(attr))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    *changed = strdup("grey");
    return GSS_S_COMPLETE;
}

static OM_uint32 names_display(OM_uint32 *minor, const void *name, gss_const_OID type,
                               gss_buffer_t text)
{
    (void)name;
    if (!oid_equal(type, GSS_C_NT_USER_NAME))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    text->value = strdup("as a user");
    text->length = 9;
    return GSS_S_COMPLETE;
}

static OM_uint32 names_export(OM_uint32 *minor, const void *name, struct writer *out)
{
    (void)minor;
    write_bytes(out, "+", 1);
    write_bytes(out, name, strlen(name));
    return GSS_S_COMPLETE;
}

static OM_uint32 names_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                              gss_const_OID type, void **name)
{
    gss_buffer_desc rest = *text;

    if (oid_equal(type, GSS_C_NT_COMPOSITE_EXPORT)) {
        assert_true(text->length > 1 && *(const char *)text->value == '+');
        rest.value = (char *)rest.value + 1;
        rest.length--;
    }
    return toy_mech.import_name(mech, minor, &rest, type, name);
}

static int any_released;

static OM_uint32 names_map(OM_uint32 *minor, const void *name, bool authenticated,
                           gss_const_buffer_t type_id, gss_any_t *output)
{
    if (!is_colour(type_id) || !authenticated)
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    *output = (gss_any_t)(void *)name;
    return GSS_S_COMPLETE;
}

static OM_uint32 names_unmap(OM_uint32 *minor, const void *name, gss_const_buffer_t type_id,
                             gss_any_t *input)
{
    (void)minor, (void)name, (void)type_id;
    any_released++;
    *input = NULL;
    return GSS_S_COMPLETE;
}

static int prepare(void **state)
{
    (void)state;
    attributed = toy_mech;
    attributed.oid = (gss_OID_desc)OID_STATIC("\x2b\x06\x01\x05\x05\x01\x02");
    attributed.import_name = names_import;
    attributed.inquire_name = names_inquire;
    attributed.get_name_attribute = names_get;
    attributed.set_name_attribute = names_set;
    attributed.delete_name_attribute = names_delete;
    attributed.display_name_ext = names_display;
    attributed.export_name_composite = names_export;
    attributed.map_name_to_any = names_map;
    attributed.release_any_name_mapping = names_unmap;
    return 0;
}

static void check_taken_text(gss_buffer_t text, const char *expected)
{
    OM_uint32 minor;

    check_text(text, expected);
    gss_release_buffer(&minor, text);
}

static gss_name_t make_user(const char *text, const struct mech *mech)
{
    return make_mn(text, GSS_C_NT_USER_NAME, (gss_OID)&mech->oid);
}

static void test_a_name_tells_its_mechanism_and_attributes(void **state)
{
    gss_name_t mn = make_user("apple", &attributed), grey = make_user("grey", &attributed);
    gss_buffer_set_t attrs;
    gss_OID mech;
    OM_uint32 minor;
    int is_mn;

    (void)state;
    check_status(gss_inquire_name(&minor, mn, &is_mn, &mech, &attrs), GSS_S_COMPLETE);
    assert_int_equal(is_mn, 1);
    assert_ptr_equal(mech, &attributed.oid);
    assert_int_equal(attrs->count, 1);
    assert_memory_equal(attrs->elements[0].value, "colour", 6);
    gss_release_buffer_set(&minor, &attrs);
    check_status(gss_inquire_name(&minor, grey, NULL, NULL, &attrs), GSS_S_COMPLETE);
    assert_null(attrs);
    gss_release_name(&minor, &mn);
    gss_release_name(&minor, &grey);
}

static void test_a_callers_name_has_neither(void **state)
{
    gss_name_t name = make_name("apple", GSS_C_NT_USER_NAME);
    gss_buffer_set_t attrs;
    gss_buffer_desc text;
    OM_uint32 minor;
    gss_any_t any;
    gss_OID mech;
    int is_mn, more = -1;

    (void)state;
    check_status(gss_inquire_name(&minor, name, &is_mn, &mech, &attrs), GSS_S_COMPLETE);
    assert_int_equal(is_mn, 0);
    assert_null(mech);
    assert_null(attrs);
    check_status(gss_get_name_attribute(&minor, name, &colour, NULL, NULL, NULL, NULL, &more),
                 GSS_S_NAME_NOT_MN);
    check_status(gss_set_name_attribute(&minor, name, 1, &colour, &colour), GSS_S_NAME_NOT_MN);
    check_status(gss_delete_name_attribute(&minor, name, &colour), GSS_S_NAME_NOT_MN);
    check_status(gss_display_name_ext(&minor, name, GSS_C_NT_USER_NAME, &text), GSS_S_NAME_NOT_MN);
    check_status(gss_export_name_composite(&minor, name, &text), GSS_S_NAME_NOT_MN);
    check_status(gss_map_name_to_any(&minor, name, 1, &colour, &any), GSS_S_NAME_NOT_MN);
    gss_release_name(&minor, &name);
}

static void test_values_come_one_by_one(void **state)
{
    gss_name_t mn = make_user("apple", &attributed);
    gss_buffer_desc value, display;
    int authenticated, complete, more = -1;
    OM_uint32 minor;

    (void)state;
    check_status(gss_get_name_attribute(&minor, mn, &colour, &authenticated, &complete, &value,
                                        &display, &more),
                 GSS_S_COMPLETE);
    assert_true(authenticated && complete && more > 0);
    check_taken_text(&value, "red");
    check_taken_text(&display, "a colour");
    check_status(
        gss_get_name_attribute(&minor, mn, &colour, &authenticated, NULL, NULL, NULL, &more),
        GSS_S_COMPLETE);
    assert_int_equal(authenticated, 0);
    assert_int_equal(more, 0);
    more = -1;
    check_status(gss_get_name_attribute(&minor, mn, &unknown, NULL, NULL, &value, NULL, &more),
                 GSS_S_UNAVAILABLE);
    assert_null(value.value);
    gss_release_name(&minor, &mn);
}

static void test_attributes_are_set_and_deleted(void **state)
{
    gss_name_t mn = make_user("apple", &attributed);
    gss_buffer_desc blue = {4, (void *)"blue"}, text;
    gss_buffer_set_t attrs;
    OM_uint32 minor;

    (void)state;
    check_status(gss_set_name_attribute(&minor, mn, 0, &colour, &blue), GSS_S_UNAVAILABLE);
    check_status(gss_set_name_attribute(&minor, mn, 1, &colour, &blue), GSS_S_COMPLETE);
    check_status(gss_display_name(&minor, mn, &text, NULL), GSS_S_COMPLETE);
    check_taken_text(&text, "blue");
    check_status(gss_delete_name_attribute(&minor, mn, &unknown), GSS_S_UNAVAILABLE);
    check_status(gss_delete_name_attribute(&minor, mn, &colour), GSS_S_COMPLETE);
    check_status(gss_inquire_name(&minor, mn, NULL, NULL, &attrs), GSS_S_COMPLETE);
    assert_null(attrs);
    gss_release_name(&minor, &mn);
}

static void test_a_composite_name_comes_back(void **state)
{
    gss_name_t mn = make_user("apple", &attributed), back;
    gss_buffer_desc token, text;
    OM_uint32 minor;

    (void)state;
    check_status(gss_export_name_composite(&minor, mn, &token), GSS_S_COMPLETE);
    assert_memory_equal(token.value, "\x04\x02", 2);
    check_status(gss_import_name(&minor, &token, GSS_C_NT_EXPORT_NAME, &back), GSS_S_BAD_NAME);
    check_status(gss_import_name(&minor, &token, GSS_C_NT_COMPOSITE_EXPORT, &back), GSS_S_COMPLETE);
    check_status(gss_display_name(&minor, back, &text, NULL), GSS_S_COMPLETE);
    check_taken_text(&text, "apple");
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &back);
    gss_release_name(&minor, &mn);
}

static void test_a_name_without_attributes_is_exported_plainly(void **state)
{
    gss_name_t mn = make_user("apple", &toy_mech), back;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    check_status(gss_export_name_composite(&minor, mn, &token), GSS_S_COMPLETE);
    assert_memory_equal(token.value, "\x04\x01", 2);
    check_status(gss_import_name(&minor, &token, GSS_C_NT_COMPOSITE_EXPORT, &back), GSS_S_COMPLETE);
    gss_release_name(&minor, &back);
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &mn);
}

static void test_other_forms_are_the_mechanisms(void **state)
{
    gss_name_t mn = make_user("apple", &attributed);
    gss_buffer_desc text;
    gss_any_t any;
    OM_uint32 minor;

    (void)state;
    check_status(gss_display_name_ext(&minor, mn, GSS_C_NT_USER_NAME, &text), GSS_S_COMPLETE);
    check_taken_text(&text, "as a user");
    check_status(gss_display_name_ext(&minor, mn, GSS_C_NT_ANONYMOUS, &text), GSS_S_UNAVAILABLE);
    check_status(gss_map_name_to_any(&minor, mn, 0, &colour, &any), GSS_S_UNAVAILABLE);
    check_status(gss_map_name_to_any(&minor, mn, 1, &colour, &any), GSS_S_COMPLETE);
    check_status(gss_release_any_name_mapping(&minor, mn, &colour, &any), GSS_S_COMPLETE);
    assert_null(any);
    assert_int_equal(any_released, 1);
    gss_release_name(&minor, &mn);
}

static void test_a_mechanism_that_offers_none_of_it_is_unavailable(void **state)
{
    gss_name_t mn = make_user("apple", &toy_mech);
    gss_buffer_desc text;
    gss_any_t any = NULL;
    OM_uint32 minor;
    int more = -1;

    (void)state;
    check_status(gss_get_name_attribute(&minor, mn, &colour, NULL, NULL, NULL, NULL, &more),
                 GSS_S_UNAVAILABLE);
    assert_int_equal(more, 0);
    check_status(gss_set_name_attribute(&minor, mn, 1, &colour, &colour), GSS_S_UNAVAILABLE);
    check_status(gss_delete_name_attribute(&minor, mn, &colour), GSS_S_UNAVAILABLE);
    check_status(gss_display_name_ext(&minor, mn, GSS_C_NT_USER_NAME, &text), GSS_S_UNAVAILABLE);
    check_status(gss_map_name_to_any(&minor, mn, 1, &colour, &any), GSS_S_UNAVAILABLE);
    check_status(gss_release_any_name_mapping(&minor, mn, &colour, &any), GSS_S_UNAVAILABLE);
    gss_release_name(&minor, &mn);
}

static void test_arguments_are_checked(void **state)
{
    gss_name_t mn = make_user("apple", &attributed);
    gss_buffer_desc unsound = {3, NULL}, text;
    OM_uint32 minor;
    gss_any_t any;
    int more = -1;

    (void)state;
    check_status(gss_inquire_name(&minor, NULL, NULL, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_get_name_attribute(&minor, NULL, &colour, NULL, NULL, NULL, NULL, &more),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_get_name_attribute(&minor, mn, NULL, NULL, NULL, NULL, NULL, &more),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_get_name_attribute(&minor, mn, &colour, NULL, NULL, NULL, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_set_name_attribute(&minor, mn, 1, &unsound, &colour),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_set_name_attribute(&minor, mn, 1, &colour, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_delete_name_attribute(&minor, NULL, &colour),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_display_name_ext(&minor, mn, NULL, &text), GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_display_name_ext(&minor, mn, GSS_C_NT_USER_NAME, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_export_name_composite(&minor, mn, NULL), GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_export_name_composite(&minor, NULL, &text),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_map_name_to_any(&minor, mn, 1, NULL, &any), GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_map_name_to_any(&minor, mn, 1, &colour, NULL), GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_release_any_name_mapping(&minor, mn, &colour, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    gss_release_name(&minor, &mn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_name_tells_its_mechanism_and_attributes),
        cmocka_unit_test(test_a_callers_name_has_neither),
        cmocka_unit_test(test_values_come_one_by_one),
        cmocka_unit_test(test_attributes_are_set_and_deleted),
        cmocka_unit_test(test_a_composite_name_comes_back),
        cmocka_unit_test(test_a_name_without_attributes_is_exported_plainly),
        cmocka_unit_test(test_other_forms_are_the_mechanisms),
        cmocka_unit_test(test_a_mechanism_that_offers_none_of_it_is_unavailable),
        cmocka_unit_test(test_arguments_are_checked),
    };

    return cmocka_run_group_tests(tests, prepare, NULL);
}
