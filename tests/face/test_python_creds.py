"""Debian's python3-gssapi, unmodified, on the face of MIT's library: what it does with credentials.

Runs inside a realm whose KDC lets host/server act for users.
"""
import os
import sys
import unittest

import gssapi
from gssapi import raw
from gssapi.raw import ext_krb5

REALM = os.environ['GSS_REALM_DIR']
KRB5 = gssapi.MechType.kerberos
NO_CI_FLAGS = gssapi.OID.from_int_seq('1.2.752.43.13.29')
GET_IMPERSONATOR = gssapi.OID.from_int_seq('1.2.840.113554.1.2.2.5.14')


def service(host):
    return gssapi.Name(f'host@{host}.gss.test', gssapi.NameType.hostbased_service)


def in_realm(name):
    return f'FILE:{REALM}/{name}'


def accepted_as(creds, host, flags=None):
    """Who comes out of a context to a service with these credentials, and the flags."""
    initiator = gssapi.SecurityContext(name=service(host), creds=creds, usage='initiate',
                                       mech=KRB5, flags=flags)
    acceptor = gssapi.SecurityContext(usage='accept')
    acceptor.step(initiator.step())
    return str(acceptor.initiator_name), acceptor


class Credentials(unittest.TestCase):
    def test_the_library_is_ours(self):
        with open('/proc/self/maps', encoding='utf-8') as maps:
            loaded = {line.split()[-1] for line in maps if 'gssapi_krb5' in line}
        self.assertEqual({os.path.dirname(path) for path in loaded},
                         {os.environ['LD_LIBRARY_PATH']})

    def test_exported_ones_import_more_than_once(self):
        token = gssapi.Credentials(usage='initiate', mechs=[KRB5]).export()
        for _ in range(2):
            creds = gssapi.Credentials(token=token)
            self.assertEqual(accepted_as(creds, 'server')[0], 'alice@GSS.TEST')

    def test_stored_ones_are_found(self):
        creds = gssapi.Credentials(usage='initiate', mechs=[KRB5])
        stored = creds.store(store={'ccache': in_realm('stored')}, usage='initiate', overwrite=True)
        self.assertEqual((stored.mechs, stored.usage), ({KRB5}, 'initiate'))
        found = gssapi.Credentials(usage='initiate', store={'ccache': in_realm('stored')})
        self.assertEqual(accepted_as(found, 'server')[0], 'alice@GSS.TEST')

    def test_a_service_acts_for_a_user(self):
        own = gssapi.Credentials(usage='initiate', name=service('server'),
                                 store={'client_keytab': in_realm('server.keytab'),
                                        'ccache': in_realm('service')})
        acting = own.impersonate(gssapi.Name('bob', gssapi.NameType.user))
        self.assertEqual(str(acting.name), 'bob@GSS.TEST')
        self.assertEqual(raw.inquire_cred_by_oid(acting, GET_IMPERSONATOR),
                         [b'host/server.gss.test@GSS.TEST'])
        self.assertEqual(accepted_as(acting, 'delegate')[0], 'bob@GSS.TEST')
        with self.assertRaises(gssapi.exceptions.GSSError):
            accepted_as(acting, 'aes128-sha1')

    def test_protection_flags_are_the_callers(self):
        creds = gssapi.Credentials(usage='initiate', mechs=[KRB5])
        protection = {gssapi.RequirementFlag.confidentiality, gssapi.RequirementFlag.integrity}
        self.assertTrue(protection <= set(accepted_as(creds, 'server', [])[1].actual_flags))
        raw.set_cred_option(NO_CI_FLAGS, creds)
        self.assertFalse(protection & set(accepted_as(creds, 'server', [])[1].actual_flags))

    def test_a_thread_names_its_cache(self):
        before = ext_krb5.krb5_ccache_name(in_realm('bob.ccache').encode())
        self.assertEqual(before.decode(), os.environ['KRB5CCNAME'])
        self.assertEqual(accepted_as(None, 'server')[0], 'bob@GSS.TEST')
        ext_krb5.krb5_ccache_name(None)
        self.assertEqual(accepted_as(None, 'server')[0], 'alice@GSS.TEST')

    def test_a_context_becomes_a_lucid_one(self):
        lucid = ext_krb5.krb5_export_lucid_sec_context(accepted_as(None, 'server')[1], 1)
        self.assertEqual((lucid.version, lucid.protocol, lucid.is_initiator), (1, 1, False))
        self.assertEqual((lucid.cfx_kd.ctx_key_type, len(lucid.cfx_kd.ctx_key)), (18, 32))


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0]])
