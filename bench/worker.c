/*
 * Measures one GSS-API library. Built twice: against this library and against MIT's.
 *
 * usage: worker SERVICE [MECH]    (a host-based service name: "host@localhost"; krb5, scram,
 * spnego)
 *
 * Reads requests, one a line: "NAME SIZE EFFORT". Answers each with one number on a line:
 *   wrap, unwrap, get_mic, verify_mic   nanoseconds per call on SIZE bytes; EFFORT is microseconds
 *   overhead                            bytes that wrap adds to SIZE bytes
 *   context                             nanoseconds to establish one, with mutual authentication
 *   accept                              nanoseconds of that, and of its end, on the acceptor's side
 *   transfer                            nanoseconds for one export and import of an acceptor
 *   token                               bytes of an exported acceptor context
 *   memory                              heap bytes of an established acceptor, mean of EFFORT many;
 *                                       with SIZE, after a message of that size each way
 *   sha1                                nanoseconds for libcrypto's SHA-1 of SIZE bytes
 *
 * Every context has replay and sequence detection, so each token is unwrapped or verified once, in
 * order. Outputs are released within the measured time, whoever made them.
 */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gssapi.h>

#include <openssl/evp.h>

enum {
    LARGEST_MESSAGE = 1 << 20,
    BATCH_BYTES = 1 << 18,
    BATCH_MOST = 1024,
    BATCH_LEAST = 4,
    BATCH_CONTEXTS = 16
};

static struct {
    const char *name;
    gss_OID_desc oid;
} mechs[] = {
    {"krb5", {9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"}}, /* RFC 1964 s.1 */
    {"scram", {6, (void *)"\x2b\x06\x01\x05\x05\x12"}},            /* RFC 7677 s.4 */
    {"spnego", {6, (void *)"\x2b\x06\x01\x05\x05\x02"}},           /* RFC 4178 s.3 */
};
static gss_OID mech = &mechs[0].oid;

struct pair {
    gss_ctx_id_t initiator;
    gss_ctx_id_t acceptor;
};

struct bench {
    gss_name_t service;
    gss_cred_id_t initiator_cred;
    gss_cred_id_t acceptor_cred;
    struct pair sending;  /* the acceptor's tokens go nowhere */
    struct pair lockstep; /* each token of the initiator reaches the acceptor, in order */
    unsigned char *message;
};

static void show_status(OM_uint32 status, int type)
{
    OM_uint32 more = 0, minor;
    do {
        gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
        if (GSS_ERROR(gss_display_status(&minor, status, type, mech, &more, &text)))
            return;
        fprintf(stderr, " %.*s.", (int)text.length, (char *)text.value);
        gss_release_buffer(&minor, &text);
    } while (more != 0);
}

static void check(const char *what, OM_uint32 major, OM_uint32 minor, OM_uint32 expected)
{
    if (major == expected)
        return;
    fprintf(stderr, "worker: %s:", what);
    show_status(major, GSS_C_GSS_CODE);
    show_status(minor, GSS_C_MECH_CODE);
    fputc('\n', stderr);
    exit(1);
}

/* Processor time, so that other processes do not count. Nothing that is measured waits. */
static double now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* One leg of the initiator; INPUT, NULL in the first, is released. */
static OM_uint32 initiate(const struct bench *bench, gss_ctx_id_t *context, gss_buffer_t input,
                          gss_buffer_t output)
{
    const OM_uint32 flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG |
                            GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;
    OM_uint32 major, minor;
    *output = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major =
        gss_init_sec_context(&minor, bench->initiator_cred, context, bench->service, mech, flags, 0,
                             GSS_C_NO_CHANNEL_BINDINGS, input, NULL, output, NULL, NULL);
    if (major != GSS_S_CONTINUE_NEEDED)
        check("init_sec_context", major, minor, GSS_S_COMPLETE);
    if (input != GSS_C_NO_BUFFER)
        gss_release_buffer(&minor, input);
    return major;
}

/* One leg of the acceptor; INPUT is released. */
static OM_uint32 accept_token(const struct bench *bench, gss_ctx_id_t *context, gss_buffer_t input,
                              gss_buffer_t output)
{
    OM_uint32 major, minor;
    *output = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = gss_accept_sec_context(&minor, context, bench->acceptor_cred, input,
                                   GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, output, NULL, NULL, NULL);
    if (major != GSS_S_CONTINUE_NEEDED)
        check("accept_sec_context", major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, input);
    return major;
}

static void establish(const struct bench *bench, struct pair *pair)
{
    gss_buffer_desc to_acceptor, to_initiator;
    OM_uint32 major;
    *pair = (struct pair){GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    major = initiate(bench, &pair->initiator, GSS_C_NO_BUFFER, &to_acceptor);
    while (major == GSS_S_CONTINUE_NEEDED) {
        (void)accept_token(bench, &pair->acceptor, &to_acceptor, &to_initiator);
        major = initiate(bench, &pair->initiator, &to_initiator, &to_acceptor);
    }
}

static void release_pair(struct pair *pair)
{
    OM_uint32 minor;
    gss_delete_sec_context(&minor, &pair->initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &pair->acceptor, GSS_C_NO_BUFFER);
}

static gss_buffer_desc message_of(const struct bench *bench, size_t size)
{
    return (gss_buffer_desc){size, bench->message};
}

static size_t batch_of(size_t size)
{
    size_t batch = BATCH_BYTES / size;
    return batch > BATCH_MOST ? BATCH_MOST : batch < BATCH_LEAST ? BATCH_LEAST : batch;
}

/* One protecting call. */
static void protect(gss_ctx_id_t context, int wrap, gss_buffer_t message, gss_buffer_t token)
{
    OM_uint32 major, minor;
    if (wrap)
        major = gss_wrap(&minor, context, 1, GSS_C_QOP_DEFAULT, message, NULL, token);
    else
        major = gss_get_mic(&minor, context, GSS_C_QOP_DEFAULT, message, token);
    check(wrap ? "wrap" : "get_mic", major, minor, GSS_S_COMPLETE);
}

/* One receiving call. */
static void receive(gss_ctx_id_t context, int unwrap, gss_buffer_t message, gss_buffer_t token)
{
    OM_uint32 major, minor;
    if (unwrap) {
        gss_buffer_desc plain = GSS_C_EMPTY_BUFFER;
        major = gss_unwrap(&minor, context, token, &plain, NULL, NULL);
        check("unwrap", major, minor, GSS_S_COMPLETE);
        gss_release_buffer(&minor, &plain);
    } else {
        major = gss_verify_mic(&minor, context, message, token, NULL);
        check("verify_mic", major, minor, GSS_S_COMPLETE);
    }
}

static double measure_protect(struct bench *bench, int wrap, size_t size, double effort)
{
    gss_buffer_desc message = message_of(bench, size);
    const size_t batch = batch_of(size);
    double spent = 0, calls = 0;
    while (spent < effort) {
        const double start = now();
        for (size_t i = 0; i < batch; i++) {
            gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
            OM_uint32 minor;
            protect(bench->sending.acceptor, wrap, &message, &token);
            gss_release_buffer(&minor, &token);
        }
        spent += now() - start;
        calls += (double)batch;
    }
    return spent / calls;
}

/* Fresh tokens are made outside the measured time, a batch ahead. */
static double measure_receive(struct bench *bench, int unwrap, size_t size, double effort)
{
    gss_buffer_desc message = message_of(bench, size), tokens[BATCH_MOST];
    const size_t batch = batch_of(size);
    double spent = 0, calls = 0;
    while (spent < effort) {
        for (size_t i = 0; i < batch; i++)
            protect(bench->lockstep.initiator, unwrap, &message, &tokens[i]);
        const double start = now();
        for (size_t i = 0; i < batch; i++)
            receive(bench->lockstep.acceptor, unwrap, &message, &tokens[i]);
        spent += now() - start;
        calls += (double)batch;
        for (size_t i = 0; i < batch; i++) {
            OM_uint32 minor;
            gss_release_buffer(&minor, &tokens[i]);
        }
    }
    return spent / calls;
}

static double wrap(struct bench *bench, size_t size, double effort)
{
    return measure_protect(bench, 1, size, effort);
}

static double unwrap(struct bench *bench, size_t size, double effort)
{
    return measure_receive(bench, 1, size, effort);
}

static double get_mic(struct bench *bench, size_t size, double effort)
{
    return measure_protect(bench, 0, size, effort);
}

static double verify_mic(struct bench *bench, size_t size, double effort)
{
    return measure_receive(bench, 0, size, effort);
}

/* What a code over SHA-1 cannot fall below: libcrypto's digest of the same bytes, by itself. */
static double sha1(struct bench *bench, size_t size, double effort)
{
    gss_buffer_desc message = message_of(bench, size);
    unsigned char digest[EVP_MAX_MD_SIZE];
    double spent = 0, calls = 0;
    while (spent < effort) {
        const double start = now();
        for (size_t i = 0; i < BATCH_CONTEXTS; i++)
            if (EVP_Digest(message.value, message.length, digest, NULL, EVP_sha1(), NULL) != 1)
                abort();
        spent += now() - start;
        calls += BATCH_CONTEXTS;
    }
    return spent / calls;
}

static double overhead(struct bench *bench, size_t size, double effort)
{
    (void)effort;
    gss_buffer_desc message = message_of(bench, size), token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    protect(bench->sending.acceptor, 1, &message, &token);
    const double bytes = (double)token.length - (double)size;
    gss_release_buffer(&minor, &token);
    return bytes;
}

static double context(struct bench *bench, size_t size, double effort)
{
    (void)size;
    double spent = 0, calls = 0;
    while (spent < effort) {
        const double start = now();
        for (size_t i = 0; i < BATCH_CONTEXTS; i++) {
            struct pair pair;
            establish(bench, &pair);
            release_pair(&pair);
        }
        spent += now() - start;
        calls += BATCH_CONTEXTS;
    }
    return spent / calls;
}

/* The initiators' legs are outside the measured time, and as many contexts are under way at once.
 */
static double accept_side(struct bench *bench, size_t size, double effort)
{
    (void)size;
    double spent = 0, calls = 0;
    while (spent < effort) {
        struct pair pairs[BATCH_CONTEXTS] = {0};
        gss_buffer_desc to_acceptor[BATCH_CONTEXTS], to_initiator[BATCH_CONTEXTS];
        OM_uint32 major = GSS_S_CONTINUE_NEEDED, minor;
        for (size_t i = 0; i < BATCH_CONTEXTS; i++)
            (void)initiate(bench, &pairs[i].initiator, GSS_C_NO_BUFFER, &to_acceptor[i]);
        while (major == GSS_S_CONTINUE_NEEDED) {
            const double start = now();
            for (size_t i = 0; i < BATCH_CONTEXTS; i++)
                (void)accept_token(bench, &pairs[i].acceptor, &to_acceptor[i], &to_initiator[i]);
            spent += now() - start;
            for (size_t i = 0; i < BATCH_CONTEXTS; i++)
                major = initiate(bench, &pairs[i].initiator, &to_initiator[i], &to_acceptor[i]);
        }
        const double start = now();
        for (size_t i = 0; i < BATCH_CONTEXTS; i++)
            gss_delete_sec_context(&minor, &pairs[i].acceptor, GSS_C_NO_BUFFER);
        spent += now() - start;
        for (size_t i = 0; i < BATCH_CONTEXTS; i++)
            gss_delete_sec_context(&minor, &pairs[i].initiator, GSS_C_NO_BUFFER);
        calls += BATCH_CONTEXTS;
    }
    return spent / calls;
}

static void export_and_import(gss_ctx_id_t *context)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    major = gss_export_sec_context(&minor, context, &token);
    check("export_sec_context", major, minor, GSS_S_COMPLETE);
    major = gss_import_sec_context(&minor, &token, context);
    check("import_sec_context", major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
}

static double transfer(struct bench *bench, size_t size, double effort)
{
    (void)size;
    struct pair pair;
    double spent = 0, calls = 0;
    establish(bench, &pair);
    while (spent < effort) {
        const double start = now();
        for (size_t i = 0; i < BATCH_CONTEXTS; i++)
            export_and_import(&pair.acceptor);
        spent += now() - start;
        calls += BATCH_CONTEXTS;
    }
    release_pair(&pair);
    return spent / calls;
}

static double token(struct bench *bench, size_t size, double effort)
{
    (void)size;
    (void)effort;
    struct pair pair;
    gss_buffer_desc exported = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    establish(bench, &pair);
    major = gss_export_sec_context(&minor, &pair.acceptor, &exported);
    check("export_sec_context", major, minor, GSS_S_COMPLETE);
    const double bytes = (double)exported.length;
    gss_release_buffer(&minor, &exported);
    release_pair(&pair);
    return bytes;
}

static double heap_in_use(void)
{
    const struct mallinfo2 info = mallinfo2();
    return (double)info.uordblks + (double)info.hblkhd;
}

/* One sealed message from one to the other. */
static void converse(gss_ctx_id_t from, gss_ctx_id_t to, gss_buffer_t message)
{
    gss_buffer_desc sealed = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    protect(from, 1, message, &sealed);
    receive(to, 1, message, &sealed);
    gss_release_buffer(&minor, &sealed);
}

static double memory(struct bench *bench, size_t size, double effort)
{
    gss_buffer_desc message = message_of(bench, size);
    const size_t count = (size_t)(effort / 1000);
    struct pair *pairs = calloc(count, sizeof(pairs[0]));
    if (pairs == NULL)
        exit(1);
    for (size_t i = 0; i < 64; i++) { /* fill the allocator's caches first */
        establish(bench, &pairs[0]);
        release_pair(&pairs[0]);
    }
    const double before = heap_in_use();
    for (size_t i = 0; i < count; i++) {
        OM_uint32 minor;
        establish(bench, &pairs[i]);
        if (size > 0) {
            converse(pairs[i].initiator, pairs[i].acceptor, &message);
            converse(pairs[i].acceptor, pairs[i].initiator, &message);
        }
        gss_delete_sec_context(&minor, &pairs[i].initiator, GSS_C_NO_BUFFER);
    }
    const double bytes = (heap_in_use() - before) / (double)count;
    for (size_t i = 0; i < count; i++)
        release_pair(&pairs[i]);
    free(pairs);
    return bytes;
}

static const struct request {
    const char *name;
    double (*measure)(struct bench *bench, size_t size, double effort);
} requests[] = {
    {"wrap", wrap},          {"unwrap", unwrap},
    {"get_mic", get_mic},    {"verify_mic", verify_mic},
    {"overhead", overhead},  {"context", context},
    {"transfer", transfer},  {"token", token},
    {"memory", memory},      {"sha1", sha1},
    {"accept", accept_side},
};

static void prepare(struct bench *bench, char *service)
{
    gss_buffer_desc text = {strlen(service), service};
    gss_OID_set_desc set = {1, mech};
    OM_uint32 major, minor;
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &bench->service);
    check("import_name", major, minor, GSS_S_COMPLETE);
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &set, GSS_C_INITIATE,
                             &bench->initiator_cred, NULL, NULL);
    check("acquire_cred to initiate", major, minor, GSS_S_COMPLETE);
    major = gss_acquire_cred(&minor, bench->service, GSS_C_INDEFINITE, &set, GSS_C_ACCEPT,
                             &bench->acceptor_cred, NULL, NULL);
    check("acquire_cred to accept", major, minor, GSS_S_COMPLETE);
    bench->message = malloc(LARGEST_MESSAGE);
    if (bench->message == NULL)
        exit(1);
    memset(bench->message, 'm', LARGEST_MESSAGE);
    establish(bench, &bench->sending);
    establish(bench, &bench->lockstep);
}

static void release(struct bench *bench)
{
    OM_uint32 minor;
    release_pair(&bench->sending);
    release_pair(&bench->lockstep);
    gss_release_cred(&minor, &bench->initiator_cred);
    gss_release_cred(&minor, &bench->acceptor_cred);
    gss_release_name(&minor, &bench->service);
    free(bench->message);
}

static int answer(struct bench *bench, const char *line)
{
    char name[16];
    size_t size;
    double microseconds;
    if (sscanf(line, "%15s %zu %lf", name, &size, &microseconds) != 3 || size > LARGEST_MESSAGE)
        return 0;
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        if (strcmp(requests[i].name, name) != 0)
            continue;
        printf("%.1f\n", requests[i].measure(bench, size, microseconds * 1000));
        fflush(stdout);
        return 1;
    }
    return 0;
}

static int choose_mech(const char *name)
{
    for (size_t i = 0; i < sizeof(mechs) / sizeof(mechs[0]); i++)
        if (strcmp(mechs[i].name, name) == 0) {
            mech = &mechs[i].oid;
            return 1;
        }
    return 0;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    char line[128];
    /* What is freed stays in the process: neither library is charged with the kernel's pages. */
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_MMAP_THRESHOLD, 1 << 25);
    if (argc < 2 || argc > 3 || (argc == 3 && !choose_mech(argv[2]))) {
        fprintf(stderr, "usage: %s SERVICE [krb5|scram|spnego]\n", argv[0]);
        return 2;
    }
    prepare(&bench, argv[1]);
    printf("%s; %s\n", BENCH_LIBRARY, BENCH_COMPILER);
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (!answer(&bench, line)) {
            fprintf(stderr, "worker: no such request: %s", line);
            return 2;
        }
    }
    release(&bench);
    return 0;
}
