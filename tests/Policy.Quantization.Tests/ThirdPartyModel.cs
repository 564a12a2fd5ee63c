using System.Runtime.CompilerServices;

namespace OptPolicy.Quantization.Tests;

/// <summary>Models that somebody else made, fetched by npm into oracle/.</summary>
internal static class ThirdPartyModel
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(SourceFile())!, "oracle", "node_modules", "@gutenye", "ocr-models", "assets");

    /// <summary>PP-OCRv4's text recogniser: opset 9, 765 nodes, no initialiser, 325 Constant nodes.</summary>
    public static string Recognizer => Find("ch_PP-OCRv4_rec_infer.onnx");

    /// <summary>Skips the test, with the reason, where the model was not fetched.</summary>
    public static string Find(string file)
    {
        var path = Path.Combine(Folder, file);
        Assert.SkipUnless(File.Exists(path), "the third-party model is missing: run 'npm ci --ignore-scripts' in tests/Policy.Quantization.Tests/oracle");
        return path;
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
