namespace OptPolicy.Kernels.Conversion;

/// <summary>The files beside a checkpoint that say how text becomes tokens and chats become text.</summary>
internal static class TokenizerAssets
{
    private const string Tokenizer = "tokenizer.json";

    private static readonly string[] Files =
        [Tokenizer, "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "generation_config.json", "chat_template.jinja", "chat_template.json", "vocab.txt"];

    /// <summary>Copies those that exist and returns whether a tokenizer is among them.</summary>
    public static bool Copy(string source, string destination)
    {
        foreach (var file in Files)
        {
            var path = Path.Combine(source, file);
            if (File.Exists(path))
                File.Copy(path, Path.Combine(destination, file), overwrite: true);
        }

        return File.Exists(Path.Combine(destination, Tokenizer));
    }
}
