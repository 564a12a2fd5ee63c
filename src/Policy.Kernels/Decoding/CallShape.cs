using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Decoding;

/// <summary>What decides the shapes of a call's tensors, the cache's aside.</summary>
/// <param name="Tokens">Tokens that the caller gave.</param>
/// <param name="Rows">Rows of logits that the caller wants.</param>
/// <param name="Multiple">What the graph's rows are a multiple of.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallShape(int Tokens, int Rows, int Multiple)
{
    /// <summary>Tokens that the graph runs.</summary>
    public int PaddedTokens => RoundUp(Tokens);

    /// <summary>Rows of logits that a graph with chosen rows computes.</summary>
    public int PaddedRows => RoundUp(Rows);

    private int RoundUp(int count) => (count + Multiple - 1) / Multiple * Multiple;
}
