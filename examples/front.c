/*
 * A round-robin front: gives each connection to the next worker, and then each of its requests.
 *
 * usage: front PORT PROGRAM [ARGUMENT]...
 *
 * Starts two workers, PROGRAM with its arguments and the worker's number, 1 or 2. A worker's
 * standard input is the socket that it accepts HTTP connections from. The front itself listens on
 * PORT of the loopback interface (0: any that is free), writes its number to standard output, and
 * ends when a worker does. It knows nothing of GSS and holds no key.
 *
 * Clients keep their side of a Negotiate exchange with the connection, so theirs to the front
 * stays open while the workers behind it change.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 2, MOST_CLIENTS = 64, PATIENCE = 20 /* seconds */, MOST_HEADERS = 65536 };

struct front {
    pid_t workers[WORKERS];
    in_port_t ports[WORKERS];
    atomic_uint turn; /* of the next connection's first request */
};

/* What goes on to the worker and what comes back; all else is between two neighbours. */
static const char *const request_headers[] = {"Authorization", "Cookie", NULL};
static const char *const response_headers[] = {
    "WWW-Authenticate", "Set-Cookie", "Content-Type", "Cache-Control", "X-Content-Type-Options",
    "Served-By",        NULL};

static int listen_on_loopback(in_port_t *port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(*port)};
    socklen_t length = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, MOST_CLIENTS) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        perror("front: listen");
        exit(1);
    }
    *port = ntohs(address.sin_port);
    return fd;
}

/* Becomes a worker, which ends with the front. */
static void run_worker(pid_t front, int fd, int number, int count, char **program)
{
    char text[12], **arguments = calloc((size_t)count + 2, sizeof(*arguments));
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (arguments == NULL || prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != front)
        _exit(127);
    snprintf(text, sizeof(text), "%d", number);
    memcpy(arguments, program, (size_t)count * sizeof(*arguments));
    arguments[count] = text;
    dup2(fd, STDIN_FILENO);
    execv(arguments[0], arguments);
    perror(arguments[0]);
    _exit(127);
}

static void start_workers(struct front *front, int count, char **program)
{
    const pid_t self = getpid();
    for (int i = 0; i < WORKERS; i++) {
        const int fd = listen_on_loopback(&front->ports[i]);
        front->workers[i] = fork();
        if (front->workers[i] == 0)
            run_worker(self, fd, i + 1, count, program);
        if (front->workers[i] < 0) {
            perror("front: fork");
            exit(1);
        }
        close(fd);
    }
}

/* True if all of them end well. */
static bool stop_workers(const struct front *front)
{
    bool well = true;
    for (int i = 0; i < WORKERS; i++) {
        int status;
        kill(front->workers[i], SIGTERM);
        if (waitpid(front->workers[i], &status, 0) < 0 ||
            (status != 0 && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM)))
            well = false;
    }
    return well;
}

/* Keeps a header of the request for the worker, every one of several. */
static enum MHD_Result keep_header(void *headers, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    char *line = NULL;
    struct curl_slist *longer = NULL;
    (void)kind;
    for (int i = 0; request_headers[i] != NULL; i++) {
        if (strcasecmp(name, request_headers[i]) != 0)
            continue;
        if (asprintf(&line, "%s: %s", name, value != NULL ? value : "") < 0 ||
            (longer = curl_slist_append(*(struct curl_slist **)headers, line)) == NULL)
            abort();
        *(struct curl_slist **)headers = longer;
        free(line);
    }
    return MHD_YES;
}

/* Asks the worker. The path is sent as it came and cannot change who is asked. */
static bool ask(CURL *curl, in_port_t port, const char *path, struct curl_slist *headers,
                FILE *body)
{
    char address[64];
    snprintf(address, sizeof(address), "http://127.0.0.1:%u/", (unsigned)port);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, path);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    return curl_easy_perform(curl) == CURLE_OK && fflush(body) == 0;
}

static enum MHD_Result answer(struct MHD_Connection *client, CURL *curl, char *body, size_t length)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_COPY);
    struct curl_header *header;
    enum MHD_Result result;
    long status = MHD_HTTP_BAD_GATEWAY;
    if (curl != NULL)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    for (int i = 0; curl != NULL && response_headers[i] != NULL; i++)
        for (size_t n = 0;
             curl_easy_header(curl, response_headers[i], n, CURLH_HEADER, -1, &header) == CURLHE_OK;
             n++)
            MHD_add_response_header(response, response_headers[i], header->value);
    result = MHD_queue_response(client, (unsigned)status, response);
    MHD_destroy_response(response);
    return result;
}

/* A connection has its own turn, so that no other one comes between its requests. */
static void keep_turn(void *closure, struct MHD_Connection *client, void **turn,
                      enum MHD_ConnectionNotificationCode code)
{
    struct front *front = closure;
    (void)client;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        free(*turn);
    } else {
        unsigned *first = malloc(sizeof(*first));
        if (first == NULL)
            abort();
        *first = atomic_fetch_add(&front->turn, 1);
        *turn = first;
    }
}

static in_port_t next_worker(const struct front *front, struct MHD_Connection *client)
{
    unsigned *turn =
        MHD_get_connection_info(client, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    return front->ports[(*turn)++ % WORKERS];
}

static enum MHD_Result refuse_method(struct MHD_Connection *client)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_GET);
    const enum MHD_Result result =
        MHD_queue_response(client, MHD_HTTP_METHOD_NOT_ALLOWED, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result serve(void *closure, struct MHD_Connection *client, const char *path,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **state)
{
    struct front *front = closure;
    struct curl_slist *headers = NULL;
    char *body = NULL;
    size_t length = 0;
    enum MHD_Result result;
    (void)version, (void)upload;
    if (*state == NULL || *upload_size > 0) { /* not all of it is there; bodies go no further */
        *state = front;
        *upload_size = 0;
        return MHD_YES;
    }
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0)
        return refuse_method(client);
    CURL *curl = curl_easy_init();
    FILE *stream = open_memstream(&body, &length);
    if (curl == NULL || stream == NULL)
        abort();
    MHD_get_connection_values(client, MHD_HEADER_KIND, keep_header, &headers);
    const bool asked = ask(curl, next_worker(front, client), path, headers, stream);
    fclose(stream);
    result = answer(client, asked ? curl : NULL, body, asked ? length : 0);
    free(body);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result;
}

/* Leaves the path as it was written. */
static size_t keep_escapes(void *closure, struct MHD_Connection *client, char *text)
{
    (void)closure, (void)client;
    return strlen(text);
}

int main(int argc, char **argv)
{
    static struct front front;
    in_port_t port = argc >= 3 ? (in_port_t)atoi(argv[1]) : 0;
    sigset_t ends;
    int signal;
    if (argc < 3) {
        fprintf(stderr, "usage: %s PORT PROGRAM [ARGUMENT]...\n", argv[0]);
        return 2;
    }
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    start_workers(&front, argc - 2, argv + 2);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL, serve,
        &front, MHD_OPTION_LISTEN_SOCKET, listen_on_loopback(&port), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MOST_CLIENTS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)PATIENCE,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MOST_HEADERS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_CONNECTION, keep_turn, &front, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
        NULL, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "front: no HTTP server\n");
        return 1;
    }
    printf("%d\n", port);
    fflush(stdout);
    sigwait(&ends, &signal);
    MHD_stop_daemon(daemon);
    return stop_workers(&front) && signal != SIGCHLD ? 0 : 1;
}
