/* A mechanism of a plugin, as programs see it. */
#include "plugin/config.h"
#include "plugin/pair.h"

static gss_OID_desc toy_type = {4, (void *)TOY_PLUGIN_TYPE_BYTES};
static gss_OID_desc toy_option = {4, (void *)TOY_PLUGIN_OPTION_BYTES};

static void test_the_mechanism_is_one_of_all(void **state)
{
    gss_buffer_desc sasl = text_buffer("TOY-PLUGIN"), name, description;
    gss_OID_set mechs, attributes;
    gss_OID found;
    OM_uint32 minor;
    int present;

    (void)state;
    check_status(gss_indicate_mechs(&minor, &mechs), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(&mechs->elements[0], GSS_KRB5)); /* the default one stays */
    check_status(gss_test_oid_set_member(&minor, &plugin_toy, mechs, &present), GSS_S_COMPLETE);
    assert_true(present);
    gss_release_oid_set(&minor, &mechs);
    check_status(gss_inquire_mech_for_saslname(&minor, &sasl, &found), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(found, &plugin_toy));
    check_status(gss_release_oid(&minor, &found), GSS_S_COMPLETE); /* not freed: it is static */
    check_status(gss_inquire_saslname_for_mech(&minor, &plugin_toy, NULL, &name, &description),
                 GSS_S_COMPLETE);
    check_text(&name, "toy-plugin");
    check_text(&description, "A toy in a library");
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &description);
    check_status(gss_inquire_attrs_for_mech(&minor, &plugin_toy, &attributes, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(attributes->count, 2);
    check_status(gss_test_oid_set_member(&minor, (gss_OID)GSS_C_MA_CTX_TRANS, attributes, &present),
                 GSS_S_COMPLETE);
    assert_true(present);
    gss_release_oid_set(&minor, &attributes);
}

static void test_names_are_the_plugins(void **state)
{
    gss_name_t mn = make_mn("Alice", GSS_C_NT_USER_NAME, &plugin_toy), copy, again;
    gss_name_t lower = make_mn("alice", GSS_C_NT_USER_NAME, &plugin_toy);
    gss_buffer_desc exported;
    OM_uint32 minor;

    (void)state;
    check_displayed(mn, "Alice", GSS_C_NT_USER_NAME);
    assert_true(names_equal(mn, lower)); /* the plugin's comparison knows no case */
    check_status(gss_duplicate_name(&minor, mn, &copy), GSS_S_COMPLETE);
    check_displayed(copy, "Alice", GSS_C_NT_USER_NAME);
    check_status(gss_export_name(&minor, mn, &exported), GSS_S_COMPLETE);
    assert_int_equal(exported.length, 18);
    assert_memory_equal(exported.value,
                        "\x04\x01\x00\x05\x06\x03\x88\x37\x01\x00\x00\x00\x05"
                        "Alice",
                        18);
    check_status(gss_import_name(&minor, &exported, GSS_C_NT_EXPORT_NAME, &again), GSS_S_COMPLETE);
    assert_true(names_equal(mn, again));
    gss_release_buffer(&minor, &exported);
    gss_release_name(&minor, &mn);
    gss_release_name(&minor, &copy);
    gss_release_name(&minor, &again);
    gss_release_name(&minor, &lower);
}

static void test_types_of_names_are_those_that_the_plugin_tells(void **state)
{
    gss_buffer_desc text = text_buffer("word"), shown;
    gss_name_t name, mn;
    gss_OID_set types;
    gss_OID type;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_names_for_mech(&minor, &plugin_toy, &types), GSS_S_COMPLETE);
    assert_int_equal(types->count, 3);
    gss_release_oid_set(&minor, &types);
    check_status(gss_import_name(&minor, &text, &toy_type, &name), GSS_S_COMPLETE);
    check_status(gss_canonicalize_name(&minor, name, &plugin_toy, &mn), GSS_S_COMPLETE);
    check_status(gss_display_name(&minor, mn, &shown, &type), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(type, &toy_type));
    check_status(gss_release_oid(&minor, &type), GSS_S_COMPLETE); /* static, so not freed */
    gss_release_buffer(&minor, &shown);
    gss_release_name(&minor, &mn);
    check_status(gss_canonicalize_name(&minor, name, GSS_KRB5, &mn), GSS_S_BAD_NAMETYPE);
    gss_release_name(&minor, &name);
}

static void test_minor_statuses_pass_with_their_sentence(void **state)
{
    gss_name_t name = make_name("a/b", GSS_C_NT_USER_NAME), mn;
    OM_uint32 minor, other;
    gss_buffer_desc text;
    OM_uint32 more = 0;

    (void)state;
    check_status(gss_canonicalize_name(&minor, name, &plugin_toy, &mn), GSS_S_BAD_NAME);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_sentence(&plugin_toy, minor, "The toy broke; in two places");
    check_status(gss_display_status(&other, 4711, GSS_C_MECH_CODE, &plugin_toy, &more, &text),
                 GSS_S_BAD_STATUS);
    gss_release_name(&minor, &name);
}

static void check_cred(gss_cred_id_t cred, const char *text)
{
    gss_cred_usage_t usage;
    gss_name_t name;
    gss_OID_set mechs;
    OM_uint32 minor, lifetime;

    check_status(gss_inquire_cred(&minor, cred, &name, &lifetime, &usage, &mechs), GSS_S_COMPLETE);
    check_displayed(name, text, GSS_C_NT_USER_NAME);
    assert_int_equal(lifetime, 1000);
    assert_int_equal(usage, GSS_C_INITIATE);
    assert_int_equal(mechs->count, 1);
    assert_true(gss_oid_equal(&mechs->elements[0], &plugin_toy));
    gss_release_name(&minor, &name);
    gss_release_oid_set(&minor, &mechs);
}

static void test_credentials_come_by_name_password_and_store(void **state)
{
    gss_key_value_element_desc element = {"toy", "stored"};
    gss_key_value_set_desc store = {1, &element};
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME);
    gss_buffer_desc right = text_buffer("ecila"), wrong = text_buffer("alice");
    gss_cred_id_t cred, more;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, name, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_cred(cred, "alice");
    check_status(gss_add_cred(&minor, cred, GSS_C_NO_NAME, &plugin_toy, GSS_C_ACCEPT, 0, 0, &more,
                              NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_cred(&minor, &cred); /* the other one has its element still */
    check_status(gss_inquire_cred_by_mech(&minor, more, &plugin_toy, NULL, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_cred(&minor, &more);
    check_status(gss_acquire_cred_with_password(&minor, name, &right, 0, &only, GSS_C_INITIATE,
                                                &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_cred(cred, "alice");
    gss_release_cred(&minor, &cred);
    check_status(gss_acquire_cred_with_password(&minor, name, &wrong, 0, &only, GSS_C_INITIATE,
                                                &cred, NULL, NULL),
                 GSS_S_NO_CRED);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_status(gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &store,
                                       &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_cred(cred, "stored");
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

static void test_an_expired_credential_is_told_with_all_that_it_is(void **state)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t late = make_name("late", GSS_C_NT_USER_NAME), told;
    gss_cred_id_t cred;
    OM_uint32 minor, lifetime = 1;

    (void)state;
    check_status(gss_acquire_cred(&minor, late, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &told, &lifetime, NULL, NULL),
                 GSS_S_CREDENTIALS_EXPIRED);
    assert_int_equal(lifetime, 0);
    check_displayed(told, "late", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &told);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &late);
}

static void test_contexts_are_established_and_protect_messages(void **state)
{
    enum { FLAGS = GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG };
    struct plugin_pair pair;
    gss_name_t source, target;
    OM_uint32 minor, lifetime, flags, limit;
    gss_OID mech;
    int initiated, open;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", FLAGS);
    plugin_pair_establish(&pair);
    plugin_pair_talk(&pair);
    check_status(gss_inquire_context(&minor, pair.initiator, &source, &target, &lifetime, &mech,
                                     &flags, &initiated, &open),
                 GSS_S_COMPLETE);
    check_displayed(source, "toy", GSS_C_NT_USER_NAME);
    check_displayed(target, "host@server", GSS_C_NT_USER_NAME);
    assert_true(lifetime > 590 && lifetime <= 600);
    assert_true(gss_oid_equal(mech, &plugin_toy));
    assert_int_equal(flags, FLAGS | GSS_C_TRANS_FLAG | GSS_C_PROT_READY_FLAG);
    assert_true(initiated && open);
    check_status(gss_wrap_size_limit(&minor, pair.initiator, 1, 0, 1000, &limit), GSS_S_COMPLETE);
    assert_int_equal(limit, 982);
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
    plugin_pair_end(&pair);
}

static void test_a_partial_context_tells_what_is_known(void **state)
{
    struct plugin_pair pair;
    OM_uint32 minor, flags, lifetime;
    gss_name_t source;
    int initiated, open;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_INTEG_FLAG);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check_status(gss_inquire_context(&minor, pair.initiator, &source, NULL, &lifetime, NULL, &flags,
                                     &initiated, &open),
                 GSS_S_COMPLETE);
    assert_null(source);
    assert_int_equal(flags, GSS_C_INTEG_FLAG | GSS_C_TRANS_FLAG);
    assert_true(initiated && !open);
    plugin_pair_end(&pair);
}

static void test_the_acceptor_learns_the_peer_on_completion_alone(void **state)
{
    struct plugin_pair pair;
    gss_name_t source;
    gss_cred_id_t delegated;
    gss_buffer_desc output;
    gss_OID mech;
    OM_uint32 minor, flags;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_DELEG_FLAG);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check_status(gss_accept_sec_context(&minor, &pair.acceptor, GSS_C_NO_CREDENTIAL, &pair.token,
                                        GSS_C_NO_CHANNEL_BINDINGS, &source, &mech, &output, &flags,
                                        NULL, &delegated),
                 GSS_S_CONTINUE_NEEDED);
    assert_null(source); /* what the plugin said too early */
    assert_null(delegated);
    gss_release_buffer(&minor, &pair.token);
    pair.token = output;
    check_status(plugin_pair_init(&pair), GSS_S_COMPLETE);
    check_status(gss_accept_sec_context(&minor, &pair.acceptor, GSS_C_NO_CREDENTIAL, &pair.token,
                                        GSS_C_NO_CHANNEL_BINDINGS, &source, &mech, &output, &flags,
                                        NULL, &delegated),
                 GSS_S_COMPLETE);
    check_empty(output);
    check_displayed(source, "toy", GSS_C_NT_USER_NAME);
    assert_true(gss_oid_equal(mech, &plugin_toy));
    check_cred(delegated, "toy");
    gss_release_name(&minor, &source);
    gss_release_cred(&minor, &delegated);
    plugin_pair_end(&pair);
}

static void test_a_wrong_mic_is_the_plugins_failure(void **state)
{
    gss_buffer_desc message = text_buffer("one"), other = text_buffer("two"), mic, token, received;
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_INTEG_FLAG);
    plugin_pair_establish(&pair);
    check_status(gss_get_mic(&minor, pair.initiator, 0, &message, &mic), GSS_S_COMPLETE);
    check_status(gss_verify_mic(&minor, pair.acceptor, &other, &mic, NULL), GSS_S_BAD_SIG);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_status(gss_verify_mic(&minor, pair.acceptor, &message, &mic, NULL), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &mic);
    check_status(gss_wrap(&minor, pair.initiator, 1, 0, &message, NULL, &token), GSS_S_COMPLETE);
    ((char *)token.value)[token.length - 1] ^= 1;
    check_status(gss_unwrap(&minor, pair.acceptor, &token, &received, NULL, NULL), GSS_S_BAD_SIG);
    check_empty(received); /* although the plugin gave a message */
    gss_release_buffer(&minor, &token);
    plugin_pair_end(&pair);
}

static void test_the_pseudo_random_function_is_the_plugins(void **state)
{
    gss_buffer_desc input = text_buffer("x"), output;
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    plugin_pair_establish(&pair);
    check_status(gss_pseudo_random(&minor, pair.initiator, GSS_C_PRF_KEY_FULL, &input, 5, &output),
                 GSS_S_COMPLETE);
    check_text(&output, "PPPPP");
    gss_release_buffer(&minor, &output);
    plugin_pair_end(&pair);
}

static void check_color(gss_name_t name, const char *color)
{
    gss_buffer_desc attr = text_buffer("color"), value, display;
    int authenticated = 1, complete = 0, more = -1;
    gss_buffer_set_t attrs;
    OM_uint32 minor;

    check_status(gss_inquire_name(&minor, name, NULL, NULL, &attrs), GSS_S_COMPLETE);
    if (color == NULL) {
        assert_null(attrs);
        check_status(
            gss_get_name_attribute(&minor, name, &attr, NULL, NULL, &value, &display, &more),
            GSS_S_UNAVAILABLE);
        check_empty(value);
        return;
    }
    assert_int_equal(attrs->count, 1);
    check_text(&attrs->elements[0], "color");
    gss_release_buffer_set(&minor, &attrs);
    check_status(gss_get_name_attribute(&minor, name, &attr, &authenticated, &complete, &value,
                                        &display, &more),
                 GSS_S_COMPLETE);
    check_text(&value, color);
    assert_true(complete && !authenticated && more == 0);
    gss_release_buffer(&minor, &value);
    gss_release_buffer(&minor, &display);
}

static void test_attributes_of_names_are_the_plugins(void **state)
{
    gss_name_t mn = make_mn("alice", GSS_C_NT_USER_NAME, &plugin_toy), copy;
    gss_buffer_desc attr = text_buffer("color"), other = text_buffer("size"),
                    red = text_buffer("red");
    OM_uint32 minor;

    (void)state;
    check_color(mn, NULL);
    check_status(gss_set_name_attribute(&minor, mn, 1, &attr, &red), GSS_S_COMPLETE);
    check_color(mn, "red");
    check_status(gss_duplicate_name(&minor, mn, &copy), GSS_S_COMPLETE);
    check_status(gss_set_name_attribute(&minor, mn, 1, &other, &red), GSS_S_UNAVAILABLE);
    check_status(gss_delete_name_attribute(&minor, mn, &attr), GSS_S_COMPLETE);
    check_color(mn, NULL);
    check_color(copy, "red");
    gss_release_name(&minor, &mn);
    gss_release_name(&minor, &copy);
}

static void test_a_credential_goes_over_as_bytes(void **state)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME);
    gss_cred_id_t cred, again;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, name, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_export_cred(&minor, cred, &token), GSS_S_COMPLETE);
    assert_null(memmem(token.value, token.length, "alice", 5)); /* sealed */
    check_status(gss_import_cred(&minor, &token, &again), GSS_S_COMPLETE);
    check_cred(again, "alice");
    check_cred(cred, "alice");
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &again);
    gss_release_name(&minor, &name);
}

static void test_a_service_acts_for_a_user_as_the_plugin_lets_it(void **state)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t user = make_name("alice", GSS_C_NT_USER_NAME);
    gss_name_t service = make_name("service", GSS_C_NT_USER_NAME);
    gss_cred_id_t own, cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, service, 0, &only, GSS_C_BOTH, &own, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_acquire_cred_impersonate_name(&minor, own, user, 0, &only, GSS_C_INITIATE,
                                                   &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_cred(cred, "alice");
    gss_release_cred(&minor, &own);
    check_status(gss_acquire_cred_impersonate_name(&minor, cred, user, 0, &only, GSS_C_INITIATE,
                                                   &own, NULL, NULL),
                 GSS_S_UNAUTHORIZED);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &user);
    gss_release_name(&minor, &service);
}

static void check_answer(OM_uint32 major, gss_buffer_set_t answers, const char *text)
{
    OM_uint32 minor;

    check_status(major, GSS_S_COMPLETE);
    assert_int_equal(answers->count, 1);
    check_text(&answers->elements[0], text);
    gss_release_buffer_set(&minor, &answers);
}

static void test_options_reach_contexts_and_credentials(void **state)
{
    gss_buffer_desc note = text_buffer("a note");
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_buffer_set_t answers = NULL;
    struct plugin_pair pair;
    gss_cred_id_t cred;
    OM_uint32 minor, major;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    plugin_pair_establish(&pair);
    check_status(gss_set_sec_context_option(&minor, &pair.initiator, &toy_option, &note),
                 GSS_S_COMPLETE);
    major = gss_inquire_sec_context_by_oid(&minor, pair.initiator, &toy_option, &answers);
    check_answer(major, answers, "a note");
    check_status(gss_set_sec_context_option(&minor, &pair.initiator, &toy_type, &note),
                 GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_status(gss_process_context_token(&minor, pair.acceptor, &note), GSS_S_COMPLETE);
    major = gss_inquire_sec_context_by_oid(&minor, pair.acceptor, &toy_option, &answers);
    check_answer(major, answers, "a note");
    plugin_pair_end(&pair);
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_set_cred_option(&minor, &cred, &toy_option, &note), GSS_S_COMPLETE);
    major = gss_inquire_cred_by_oid(&minor, cred, &toy_option, &answers);
    check_answer(major, answers, "a note");
    gss_release_cred(&minor, &cred);
}

/* Other threads may be using them. */
static void test_an_option_of_a_credential_does_not_reach_its_copies(void **state)
{
    gss_buffer_desc first = text_buffer("first"), second = text_buffer("second");
    gss_OID_desc spnego = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_buffer_set_t answers = NULL;
    gss_cred_id_t cred, copy;
    OM_uint32 minor, major;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_set_cred_option(&minor, &cred, &toy_option, &first), GSS_S_COMPLETE);
    check_status(gss_add_cred(&minor, cred, GSS_C_NO_NAME, &spnego, GSS_C_INITIATE, 0, 0, &copy,
                              NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_set_cred_option(&minor, &copy, &toy_option, &second), GSS_S_COMPLETE);
    major = gss_inquire_cred_by_oid(&minor, cred, &toy_option, &answers);
    check_answer(major, answers, "first");
    major = gss_inquire_cred_by_oid(&minor, copy, &toy_option, &answers);
    check_answer(major, answers, "second");
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &copy);
}

static void test_a_negotiation_chooses_it(void **state)
{
    gss_OID_desc both[] = {plugin_toy, {6, (void *)"\x2b\x06\x01\x05\x05\x02"}};
    gss_OID_set_desc mechs = {2, both}, only = {1, &plugin_toy};
    struct plugin_pair pair;
    OM_uint32 minor;
    gss_OID mech;

    (void)state;
    plugin_pair_begin(&pair, &both[1], "host@server", GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG);
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_BOTH, &pair.cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_set_neg_mechs(&minor, pair.cred, &only), GSS_S_COMPLETE);
    plugin_pair_establish(&pair);
    plugin_pair_talk(&pair);
    check_status(
        gss_inquire_context(&minor, pair.acceptor, NULL, NULL, NULL, &mech, NULL, NULL, NULL),
        GSS_S_COMPLETE);
    assert_true(gss_oid_equal(mech, &plugin_toy));
    plugin_pair_end(&pair);
}

static void test_a_user_is_who_the_plugin_maps_a_name_to(void **state)
{
    gss_name_t mn = make_mn("alice@toys", GSS_C_NT_USER_NAME, &plugin_toy);
    OM_uint32 minor;

    (void)state;
    assert_int_equal(gss_userok(mn, "alice"), 0);
    assert_int_not_equal(gss_userok(mn, "alic"), 0);
    assert_int_not_equal(gss_userok(mn, "alice@toys"), 0);
    gss_release_name(&minor, &mn);
}

static int set_up(void **state)
{
    (void)state;
    plugin_config_create();
    plugin_config_write("toy");
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_mechanism_is_one_of_all),
        cmocka_unit_test(test_names_are_the_plugins),
        cmocka_unit_test(test_types_of_names_are_those_that_the_plugin_tells),
        cmocka_unit_test(test_minor_statuses_pass_with_their_sentence),
        cmocka_unit_test(test_credentials_come_by_name_password_and_store),
        cmocka_unit_test(test_an_expired_credential_is_told_with_all_that_it_is),
        cmocka_unit_test(test_contexts_are_established_and_protect_messages),
        cmocka_unit_test(test_a_partial_context_tells_what_is_known),
        cmocka_unit_test(test_the_acceptor_learns_the_peer_on_completion_alone),
        cmocka_unit_test(test_a_wrong_mic_is_the_plugins_failure),
        cmocka_unit_test(test_the_pseudo_random_function_is_the_plugins),
        cmocka_unit_test(test_attributes_of_names_are_the_plugins),
        cmocka_unit_test(test_a_credential_goes_over_as_bytes),
        cmocka_unit_test(test_a_service_acts_for_a_user_as_the_plugin_lets_it),
        cmocka_unit_test(test_options_reach_contexts_and_credentials),
        cmocka_unit_test(test_an_option_of_a_credential_does_not_reach_its_copies),
        cmocka_unit_test(test_a_negotiation_chooses_it),
        cmocka_unit_test(test_a_user_is_who_the_plugin_maps_a_name_to),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
