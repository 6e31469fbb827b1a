#include <catch2/catch.hpp>

#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
using reading::read_text;
using reading::refusal_of_text;
using Texts = std::vector<std::string>;

Eigen::MatrixXd matrix(std::initializer_list<std::initializer_list<double>> rows) { return Eigen::MatrixXd(rows); }

ReadOptions labelled_by(const std::string& column) {
  ReadOptions options;
  options.label = column;
  return options;
}

}  // namespace

TEST_CASE("csv: numbers, with and without a header") {
  const auto with = read_text("a,b,label\n1,2.5,yes\n-3e2,+4,no\n");
  CHECK(with.X == matrix({{1, 2.5}, {-300, 4}}));
  CHECK(with.features == Texts{"a", "b"});
  CHECK(with.labels == Texts{"yes", "no"});
  CHECK(with.encoding.columns == Texts{"a", "b"});

  const auto without = read_text("1,2.5,1.0\n-3e2,4,+2\n");
  CHECK(without.X == with.X);
  CHECK(without.features == Texts{"x1", "x2"});
  CHECK(without.labels == Texts{"1.0", "+2"});
}

TEST_CASE("csv: every separator gives the same table") {
  const auto expected = matrix({{1, 2}, {3, 4}});
  for (const std::string text :
       {"a,b,y\n1,2,0\n3,4,1\n", "a;b;y\n1;2;0\n3;4;1\n", "a\tb\ty\n1\t2\t0\n3\t4\t1\n", "a b y\n1 2 0\n3 4 1\n",
        "  a   b y\n 1  2   0 \n3 4 1", "a , b , y\n 1 , 2 ,0\n3,\t4,1\n", "a,b,y\r\n1,2,0\r\n3,4,1\r\n\r\n\n",
        "\xEF\xBB\xBF"
        "a,b,y\n1,2,0\n3,4,1",
        "\"a\",\"b\",\"y\"\n\"1\",2,0\n3, \"4\" ,1\n"}) {
    CAPTURE(text);
    const auto table = read_text(text);
    CHECK(table.X == expected);
    CHECK(table.features == Texts{"a", "b"});
    CHECK(table.labels == Texts{"0", "1"});
  }
}

TEST_CASE("csv: quotes hold separators and quotes") {
  const auto table = read_text("\"a,\"\"b\"\"\",\"c;d\",y\n1,2,\"u,v\"\n3,4,\"\"\"w\"\"\"\n");
  CHECK(table.features == Texts{"a,\"b\"", "c;d"});
  CHECK(table.labels == Texts{"u,v", "\"w\""});
}

TEST_CASE("csv: text in the first line is a header unless it is a label or a category") {
  const std::string flowers = "5.1,3.5,setosa\n4.9,3.0,setosa\n6.0,2.2,virginica\n";
  CHECK(read_text(flowers).X.rows() == 3);
  CHECK(read_text("length,width,kind\n" + flowers).X.rows() == 3);
  CHECK(read_text("1,2,yes\n").X.rows() == 1);  // numbers are no names
  ReadOptions incomplete;
  incomplete.missing = Missing::zero;
  CHECK(read_text("?,b,y\n?,2,yes\n1,3,no\n", incomplete).X.rows() == 2);

  ReadOptions text;
  text.one_hot = {"shape", "colour"};
  CHECK(read_text("shape,colour,kind\nround,red,p\nflat,blue,e\n", text).X.rows() == 2);
  text.one_hot = {"0", "1"};
  CHECK(read_text("round,red,p\nflat,red,e\n", text).X.rows() == 2);
  // A name that the options use makes a header of what would be categories by their repetition.
  CHECK(read_text("1,kind\n2,p\n3,kind\n", labelled_by("kind")).labels == Texts{"p", "kind"});
}

TEST_CASE("csv: the label is the last column, a name or an index") {
  const std::string text = "a,b,c\n1,2,3\n4,5,6\n";
  CHECK(read_text(text).labels == Texts{"3", "6"});
  for (const std::string label : {"a", "0", "-3"}) {
    CAPTURE(label);
    const auto table = read_text(text, labelled_by(label));
    CHECK(table.labels == Texts{"1", "4"});
    CHECK(table.features == Texts{"b", "c"});
    CHECK(table.X == matrix({{2, 3}, {5, 6}}));
  }
  CHECK(read_text(text, labelled_by("b")).X == matrix({{1, 3}, {4, 6}}));
  CHECK(read_text("1,2,3\n", labelled_by("1")).features == Texts{"x1", "x2"});
  CHECK(refusal_of_text(text, labelled_by("d")) ==
        "FILE: --label d: expected one of 'a', 'b', 'c', or an index from 0 to 2 (from -1 down: from the end)");
  CHECK_THAT(refusal_of_text(text, labelled_by("3")), Catch::StartsWith("FILE: --label 3: expected"));
  CHECK_THAT(refusal_of_text("1,2\n", labelled_by("-3")), Catch::StartsWith("FILE: --label -3: expected an index"));
  CHECK(refusal_of_text("a,a,b\n1,2,3\n", labelled_by("a")) == "FILE: --label a: 2 columns have this name");
}

TEST_CASE("csv: what cannot be read is refused with line and field") {
  const std::string rows = "age,job,y\n1,2,0\n";
  CHECK(refusal_of_text(rows + "3,x,1\n") ==
        "FILE:3:2: expected a number in column 'job', found 'x': encode text with --one-hot job");
  CHECK(refusal_of_text(rows + "3,1\n") == "FILE:3:3: expected 3 fields as in the first line, found 2");
  CHECK(refusal_of_text(rows + "3,1,0,1\n") == "FILE:3:4: expected 3 fields as in the first line, found 4");
  CHECK(refusal_of_text(rows + "\n3,1,0\n") == "FILE:3:2: expected 3 fields as in the first line, found 1");
  CHECK(refusal_of_text(rows + "3,,0\n") ==
        "FILE:3:2: expected a value in column 'job', found a missing value '': say --missing zero or --missing mean");
  CHECK_THAT(refusal_of_text(rows + "NA,1,0\n"), Catch::StartsWith("FILE:3:1: expected a value in column 'age'"));
  CHECK_THAT(refusal_of_text(rows + "1,?,0\n"), Catch::StartsWith("FILE:3:2: expected a value"));
  CHECK(refusal_of_text(rows + "1,1,?\n") == "FILE:3:3: expected a label in column 'y', found a missing value '?'");
  CHECK(refusal_of_text(rows + "1,1,nan\n") == "FILE:3:3: expected a finite label, found 'nan'");
  for (const std::string number : {"nan", "NaN", "inf", "-inf", "+Infinity", "1e400"}) {
    CHECK(refusal_of_text(rows + "1," + number + ",1\n") ==
          "FILE:3:2: expected a finite number in column 'job', found '" + number + "'");
  }
  for (const std::string number : {"0x10", "1,5", "1 2", "--1", "+-1", "1e", "1d3", "1.2.3", "\"1\"2"}) {
    CAPTURE(number);
    CHECK_THAT(refusal_of_text(rows + "1," + number + ",1\n"), Catch::StartsWith("FILE:3:"));
  }
  CHECK_THAT(refusal_of_text(rows + "1,\"2,1\n"), Catch::StartsWith("FILE:3:2: expected a closing quote"));
}

TEST_CASE("csv: numbers too small for a double are zero") { CHECK(read_text("a,y\n1e-999,1\n").X(0, 0) == 0); }

TEST_CASE("csv: files without data are refused") {
  CHECK(refusal_of_text("") == "FILE: the file is empty");
  CHECK(refusal_of_text("\n \n") == "FILE: the file has blank lines only");
  CHECK(refusal_of_text("a,b,y\n") == "FILE:2:1: expected rows of data after the header, found none");
  CHECK_THAT(refusal_of_text("1\n2\n"), Catch::Contains("expected at least one feature and a label, found one column"));
  ReadOptions absent;
  absent.source = "/nonexistent/file.csv";
  CHECK(reading::refusal(absent) == "cannot read FILE: No such file or directory");
  absent.source = std::filesystem::temp_directory_path().string();
  CHECK(reading::refusal(absent) == "cannot read FILE: it is a folder, not a file");
  CHECK_THAT(refusal_of_text(std::string("ab\0c", 4)), Catch::Contains("binary data of no known type"));
}

TEST_CASE("csv: a message is one line whatever the file holds") {
  const auto message = refusal_of_text("a,y\n\x01\x1b[31m" + std::string(500, 'z') + ",1\n");
  CHECK(message.find('\x1b') == std::string::npos);
  CHECK(message.size() < 150);
}

TEST_CASE("an unknown format is refused") {
  ReadOptions options;
  options.format = "xls";
  CHECK(refusal_of_text("1,2\n", options) == "--format: expected csv, libsvm, npy, idx or cifar10, found 'xls'");
}
