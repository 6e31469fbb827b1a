"""A report is enough to run again what it tells of, and to get the same bits."""

import json
import unittest

from program import REACHED, STOPPED, EndToEnd

DATA = "".join(f"{i % 7},{i * i % 5},{(-1) ** (i // 3)}\n" for i in range(30))


class Rerun(EndToEnd):
    def rerun(self, ranks, *arguments, code=REACHED):
        return self.expect(code, ranks, "rerun", self.path("out") / "report.json", "--quiet", *arguments).out

    def test_same_bits_on_other_ranks(self):
        data = self.write("data.csv", DATA)
        for arguments in (("train", data, "--beta", 0.3, "--split", 0.2, "--seed", 7, "--refine", 2),
                          ("train", "builtin:teacher,n=40,d=3", "--beta-ratio", 0.2, "--patterns", 77, "--no-bias",
                           "--standardize", "off", "--refine", "off", "--loss", "logistic"),
                          ("baseline", "ste", data, "--layers", "4,3", "--neurons", 5, "--epochs", 8),
                          ("baseline", "logistic", data, "--penalty", "l1")):
            self.expect(REACHED, 1, *arguments, "--out", self.path("out"), "--quiet")
            says = self.rerun(2)
            self.assertIn("data         the same", says)
            self.assertIn("model.json   the same to the last bit", says)
            self.assertNotIn("changed", says)
            before, again = self.report(self.path("out")), self.report(self.path("out") / "rerun")
            del before["options"]["out"], again["options"]["out"]
            del before["options"]["quiet"], again["options"]["quiet"]
            self.assertEqual(before["options"], again["options"])

    def test_differences_are_told(self):
        data = self.write("data.csv", DATA)
        self.expect(REACHED, 2, "train", data, "--refine", "off", "--out", self.path("out"), "--quiet")
        report = self.report(self.path("out"))
        report["commit"] = "0123"
        report["versions"]["eigen"] = "2.0"
        self.write("out/report.json", json.dumps(report))
        says = self.rerun(1, "--out", self.path("new"))
        self.assertIn("changed      commit: 0123 -> ", says)
        self.assertIn("changed      eigen: 2.0 -> ", says)
        self.assertTrue((self.path("new") / "model.json").exists())
        self.write("data.csv", DATA.replace("6,1,", "6,2,"))
        says = self.rerun(1, code=STOPPED)
        self.assertIn("data         changed since", says)
        self.assertIn("model.json   differs", says)

    def test_refusals(self):
        data = self.write("data.csv", DATA)
        self.expect(REACHED, 1, "train", data, "--refine", "off", "--out", self.path("out"), "--quiet")
        path = self.path("out") / "report.json"
        report = self.report(self.path("out"))
        self.write("out/report.json", path.read_text().replace('"rank"', '"RANK"'))
        self.refused(2, "rerun", path, says=(path, "its checksum is not that of its content"))
        for change, says in (({"options": 3}, "expected the report.json"), ({"options": {}}, "DATA is missing"),
                             ({"options": {"data": "x", "gap": 7}}, "gap must be"),
                             ({"options": {"data": "x", "magic": 7}}, "unknown option magic"),
                             ({"options": {"baseline": "guess"}}, "there is no method guess")):
            self.write("out/report.json", json.dumps({**report, **change}))
            self.refused(2, "rerun", path, says=(path, says))
        self.write("out/report.json", "no json")
        self.refused(1, "rerun", path, says=("expected the report.json",))
        self.refused(1, "rerun", self.path("absent.json"), says=("cannot read",))


if __name__ == "__main__":
    unittest.main()
