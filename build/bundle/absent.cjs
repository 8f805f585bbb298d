// Stands in bundles for optional parts of packages that LossLab does without: other databases' clients, native accelerators.
throw new Error('This optional module is not part of LossLab.');
