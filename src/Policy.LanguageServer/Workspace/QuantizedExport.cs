namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Tells graphs that were exported with dynamic int8 quantisation.</summary>
internal static class QuantizedExport
{
    // Operators stand in the file by name, before the weights or without them; a graph of this size has named one by then.
    private const int BytesRead = 1 << 20;

    /// <summary>Whether a graph quantises activations with one scale a call.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[(int)Math.Min(file.Length, BytesRead)];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf("DynamicQuantizeLinear"u8) >= 0 || bytes.AsSpan().IndexOf("DynamicQuantizeMatMul"u8) >= 0;
    }
}
