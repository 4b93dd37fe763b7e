"""Runs a module's unittest cases and tells each as a line of TAP, the Test Anything Protocol."""
import sys
import unittest


class Result(unittest.TestResult):
    def tell(self, word, test, remark=''):
        name = test.id().rpartition('.')[2]
        print(f'{word} {self.testsRun} - {name}{remark}', flush=True)

    def explain(self, test, error):
        self.tell('not ok', test)
        for line in self._exc_info_to_string(error, test).rstrip().split('\n'):
            print(f'# {line}', flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.tell('ok', test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.explain(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.explain(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.tell('ok', test, f' # SKIP {reason}')


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    print(f'1..{suite.countTestCases()}', flush=True)
    result = Result()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
