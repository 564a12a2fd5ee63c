namespace OptPolicy.Quantization.Sparsity;

/// <summary>How the weights that go are chosen.</summary>
public enum PruningMethod
{
    /// <summary>The smallest of the matrix (of each pattern).</summary>
    Magnitude,

    /// <summary>The smallest |W_ij|·‖X_j‖₂ of each output; the rest stays as it is (Sun et al. 2023, arXiv:2306.11695).</summary>
    Wanda,

    /// <summary>
    /// The smallest W²/[H⁻¹]_jj, block of inputs by block, what is lost made up for by the weights that follow (Frantar and Alistarh 2023, arXiv:2301.00774).
    /// </summary>
    SparseGpt,
}
