/* Runs a fuzz target once over each file of its corpus: what a build without libFuzzer can do. */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

/* Of a target that knows what the inputs of its corpus lead to, by their files' names. */
int replay_was_as_expected(const char *name) __attribute__((weak));

/* An exact-size copy on the heap, so that a sanitizer sees one byte too many. */
static void replay_file(const char *folder, const char *name)
{
    char path[4096];
    uint8_t *bytes;
    FILE *file;
    long size;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        abort();
    rewind(file);
    bytes = malloc(size != 0 ? (size_t)size : 1);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        abort();
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
    if (replay_was_as_expected != NULL && !replay_was_as_expected(name)) {
        fprintf(stderr, "%s: not what was recorded\n", path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    unsigned count = 0;

    if (argc != 2)
        return 2;
    if (LLVMFuzzerInitialize != NULL)
        LLVMFuzzerInitialize(&argc, &argv);
    DIR *folder = opendir(argv[1]);
    if (folder == NULL)
        return 2;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        replay_file(argv[1], entry->d_name);
        count++;
    }
    closedir(folder);
    printf("%u inputs\n", count);
    return count != 0 ? 0 : 1; /* an empty corpus tests nothing */
}
