"""Which of the tests apply: all that Debian's libraries can run."""
import importlib
import unittest


def gssapi_extension_test(extension, _name):
    """The module is there: its absence would be a failure of the import."""
    importlib.import_module(f'gssapi.raw.ext_{extension}')
    return lambda test: test


def krb_minversion_test(_version, _name, provider=None):
    del provider
    return lambda test: test


def krb_provider_test(providers, name):
    return lambda test: test if 'mit' in providers else unittest.skip(name)(test)


def krb_plugin_test(kind, name):
    return unittest.skip(f'no plugin {name} for {kind} is in Debian')
