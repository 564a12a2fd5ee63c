namespace OptPolicy.Compression.Pruning;

/// <summary>How weights to remove are chosen.</summary>
public enum SparsityMethod
{
    /// <summary>Lowest |weight| times the length of its input, row by row (Sun et al. 2023, arXiv:2306.11695).</summary>
    Wanda,

    /// <summary>Column by column, each loss made up for by the columns that follow (Frantar and Alistarh 2023, arXiv:2301.00774).</summary>
    SparseGpt,
}
