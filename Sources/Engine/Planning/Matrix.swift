import CKernels

extension ck_matrix {
  /// Rows so far apart, whose values lie side by side.
  init(_ values: UnsafePointer<Float>, step: Int) {
    self.init(values: values, row_step: step, column_step: 1)
  }

  var transposed: ck_matrix {
    ck_matrix(values: values, row_step: column_step, column_step: row_step)
  }

  /// From that row on.
  func dropping(rows: Int) -> ck_matrix {
    ck_matrix(values: values + rows * row_step, row_step: row_step, column_step: column_step)
  }
}
