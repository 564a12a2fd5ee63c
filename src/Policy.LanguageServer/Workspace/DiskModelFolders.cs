using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Schema;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Model folders as they are on disk: beside the policy file, else below the working directory.</summary>
/// <param name="workingDirectory">Where the command runs; null for the policy file's folder only.</param>
public sealed class DiskModelFolders(string? workingDirectory = null) : IModelFolders
{
    private const int ManifestBytesMax = 1 << 20;

    private static readonly string[] Configurations = ["genai_config.json", "config.json"];

    /// <inheritdoc/>
    public ModelFolder? Find(string policyPath, string folder)
    {
        ArgumentNullException.ThrowIfNull(policyPath);
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            var beside = ImportPath.Resolve(policyPath, folder);
            string[] places = workingDirectory is null ? [beside] : [beside, Path.GetFullPath(folder, workingDirectory)];
            return Array.Find(places, Directory.Exists) is { } path ? Describe(path) : ModelFolder.Missing with { Suggestion = Suggest(beside, folder) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private static ModelFolder Describe(string path)
    {
        var manifest = new FileInfo(Path.Combine(path, ModelManifest.FileName));
        if (manifest.Exists)
        {
            var read = manifest.Length <= ManifestBytesMax ? ModelManifest.Parse(File.ReadAllText(manifest.FullName)) : null;
            return new ModelFolder(true, read) { Problem = read is null ? $"{ModelManifest.FileName} is not a manifest; convert the model again" : null };
        }

        var graphs = Directory.EnumerateFiles(path, "*.onnx", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).ToArray();
        var hasConfiguration = Array.Exists(Configurations, name => File.Exists(Path.Combine(path, name)));
        var problem = (graphs.Length > 0, hasConfiguration) switch
        {
            (true, true) => null,
            (true, false) => "there is no configuration (optpolicy-model.json, genai_config.json or config.json) beside the graph",
            _ when Directory.EnumerateFiles(path, "*.safetensors").Any() || Directory.EnumerateFiles(path, "*.gguf").Any() => $"it holds weights; run 'optpolicy convert {path} --to …' to make a model of them",
            _ => "there is no .onnx graph in it",
        };
        var export = problem is null && Array.Exists(graphs, QuantizedExport.IsOne) ? new ModelManifest { QuantizesActivationsPerTensor = true } : null;
        return new ModelFolder(true, export) { Problem = problem };
    }

    /// <summary>A folder of nearly that name, beside where the folder was expected.</summary>
    private static string? Suggest(string expected, string written)
    {
        var parent = Path.GetDirectoryName(expected);
        if (parent is null || !Directory.Exists(parent))
        {
            return null;
        }

        var name = Path.GetFileName(expected);
        var close = Spelling.Closest(name, Directory.EnumerateDirectories(parent).Select(static d => Path.GetFileName(d)!));
        return close is null || !written.EndsWith(name, StringComparison.Ordinal) ? null : written[..^name.Length] + close;
    }
}
