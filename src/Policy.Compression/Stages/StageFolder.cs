using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Pipeline.Stages;

namespace OptPolicy.Compression.Stages;

/// <summary>Writes a stage's result under another name and renames it when it is whole.</summary>
internal static class StageFolder
{
    private static readonly string[] Companions =
        ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "generation_config.json"];

    public static void Write(StageOutcome outcome, StageRequest request)
    {
        var output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Output));
        var partial = output + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        ModelFolder.Save(outcome.Model, partial);
        foreach (var name in Companions)
        {
            var source = Path.Combine(request.Model, name);
            if (File.Exists(source))
                File.Copy(source, Path.Combine(partial, name));
        }

        StageJson.WriteResult(partial, outcome.Result);
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        Directory.Move(partial, output);
    }
}
