using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Decoding;

/// <summary>What decides the shapes of a call's tensors, the cache's aside.</summary>
/// <param name="Width">Tokens.</param>
/// <param name="Rows">Rows of logits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallShape(int Width, int Rows);
