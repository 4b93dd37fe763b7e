/* SPNEGO: what does it negotiate, and who says so? */
#include <stdlib.h>
#include <unistd.h>

#include "doctor.h"
#include "glue/negotiation.h"
#include "mech/registry.h"
#include "text.h"

static const char area[] = "spnego";

static const char config[] = "/etc/gss/spnego.conf";

/* Whose choice it is. */
static const char *spnego_source(void)
{
    if (secure_getenv("GSS_SPNEGO_MECHS") != NULL)
        return "as GSS_SPNEGO_MECHS says";
    return access(config, R_OK) == 0 ? "as /etc/gss/spnego.conf says" : "by default";
}

/* The names of what may be offered, in the order of preference; how many. */
static size_t spnego_write_offers(struct writer *out)
{
    struct mech_negotiation negotiation;
    size_t count;
    OM_uint32 minor;

    if (negotiation_begin(&minor, GSS_C_NO_CREDENTIAL, GSS_C_BOTH, GSS_C_NO_NAME, &negotiation) !=
        GSS_S_COMPLETE)
        return 0;
    count = negotiation.count;
    for (size_t i = 0; i < count; i++)
        text_writef(out, "%s%s", i == 0 ? "" : ", ", negotiation.offers[i].mech->name);
    negotiation_end(&negotiation);
    return count;
}

void doctor_examine_spnego(struct doctor *doctor)
{
    struct writer names;
    size_t count;

    writer_init(&names);
    count = spnego_write_offers(&names);
    if (!writer_ok(&names))
        doctor->failed = true;
    else if (count == 0)
        doctor_find(doctor, FINDING_WARNING, area,
                    "name mechanisms that 'gss -l' lists: gss-spnego.conf(5)",
                    "no mechanism may be negotiated, %s", spnego_source());
    else
        doctor_find(doctor, FINDING_OK, area, NULL, "%.*s may be negotiated, %s", (int)names.length,
                    (const char *)names.data, spnego_source());
    writer_free(&names);
}
