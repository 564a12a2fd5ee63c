using OptPolicy.Kernels.Tests.Tokenization;

namespace OptPolicy.Kernels.Tests.Models;

/// <summary>Whole model folders: a random-weight decoder and a byte-level tokenizer whose ids fit its vocabulary.</summary>
internal static class ModelFolders
{
    /// <param name="merges">Merges of the tokenizer; other merges make another tokenizer.</param>
    public static string Whole(params string[] merges)
    {
        var folder = Copy(TestModels.Tiny().Path);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TinyTokenizers.ByteLevel(merges).ToJsonString());
        return folder;
    }

    public static string Copy(string path)
    {
        var target = TestModels.NewFolder();
        foreach (var file in Directory.EnumerateFiles(path))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }
}
