#include "data_options.hpp"

namespace heaviside::app {

void DataOptions::add_to(core::OptionTable& table) {
  table.positional(fields_.source, "DATA",
                   "a file (csv, libsvm, npy, idx, cifar10; plain or gzip), builtin:tic-tac-toe or "
                   "builtin:teacher,n=100,d=20,seed=1");
  table.choice(format_, "format", {"auto", "csv", "libsvm", "npy", "idx", "cifar10"}, {}, "type of the file");
  table.text(fields_.label, "label",
             "label column of csv and npy: a name, or an index from 0 (negative: from the end); default the last",
             "NAME");
  table.list(fields_.classes, "classes",
             "classes made of labels, the others left out: 0,1 or 0+2+4+6+8,1+3+5+7+9 or 3,rest; the second is +1");
  table.text(fields_.labels_file, "labels-file", "labels of idx images; default: found by the images' name", "FILE");
  table.choice(missing_, "missing", {"refuse", "zero", "mean"}, {}, "what to do with missing values (empty, NA, ?)");
  table.list(fields_.one_hot, "one-hot", "text columns that become one 0/1 feature a category");
}

void DataOptions::add_weights_to(core::OptionTable& table) {
  table.text(fields_.weights_file, "sample-weight", "weights of DATA's rows in the loss, a number over 0 a line",
             "FILE");
}

data::ReadOptions DataOptions::reading() const {
  data::ReadOptions reading = fields_;
  reading.format = format_ == "auto" ? "" : format_;
  reading.missing = missing_ == "zero"   ? data::Missing::zero
                    : missing_ == "mean" ? data::Missing::mean
                                         : data::Missing::refuse;
  return reading;
}

}  // namespace heaviside::app
