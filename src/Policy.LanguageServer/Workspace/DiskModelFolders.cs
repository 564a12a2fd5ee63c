using System.Security.Cryptography;
using OptPolicy.Language.Importing;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Schema;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Model folders and files of examples as they are on disk: beside the policy file, else below the working directory.</summary>
/// <param name="workingDirectory">Where the command runs; null for the policy file's folder only.</param>
public sealed class DiskModelFolders(string? workingDirectory = null) : IModelFolders
{
    private const int ManifestBytesMax = 1 << 20;

    // Larger files are not read while somebody types; nothing is said of their content then.
    private const long ExampleBytesMax = 16 << 20;

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
            return Array.Find(places, Directory.Exists) is { } path ? Describe(path) : ModelFolder.Missing with { Suggestion = Suggest(beside, folder, Directory.EnumerateDirectories) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ExampleFile? FindExamples(string policyPath, string file)
    {
        ArgumentNullException.ThrowIfNull(policyPath);
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var beside = ImportPath.Resolve(policyPath, file);
            string[] places = workingDirectory is null ? [beside] : [beside, Path.GetFullPath(file, workingDirectory)];
            if (Array.Find(places, File.Exists) is not { } path)
                return ExampleFile.Missing with { Suggestion = Suggest(beside, file, Directory.EnumerateFiles) };
            if (new FileInfo(path).Length > ExampleBytesMax)
                return new ExampleFile(true, 0);
            var content = File.ReadAllBytes(path);
            return new ExampleFile(true, LineCount(content)) { Hash = Convert.ToHexString(SHA256.HashData(content)) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Checkpoint? FindCheckpoint(string policyPath, string folder)
    {
        ArgumentNullException.ThrowIfNull(policyPath);
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            var beside = ImportPath.Resolve(policyPath, folder);
            string[] places = workingDirectory is null ? [beside] : [beside, Path.GetFullPath(folder, workingDirectory)];
            if (Array.Find(places, Directory.Exists) is not { } path)
                return Checkpoint.Missing with { Suggestion = Suggest(beside, folder, Directory.EnumerateDirectories) };
            var configuration = new FileInfo(Path.Combine(path, Checkpoint.FileName));
            var isReadable = configuration.Exists && configuration.Length <= ManifestBytesMax;
            return new Checkpoint(true) { Sizes = isReadable ? Checkpoint.Parse(File.ReadAllText(configuration.FullName)) : null };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public CalibrationFile? FindCalibration(string policyPath, string file)
    {
        ArgumentNullException.ThrowIfNull(policyPath);
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var beside = ImportPath.Resolve(policyPath, file);
            string[] places = workingDirectory is null ? [beside] : [beside, Path.GetFullPath(file, workingDirectory)];
            if (Array.Find(places, File.Exists) is not { } path)
                return CalibrationFile.Missing with { Suggestion = Suggest(beside, file, Directory.EnumerateFiles) };
            return new FileInfo(path).Length <= ManifestBytesMax
                ? CalibrationFile.Parse(File.ReadAllBytes(path))
                : new CalibrationFile(true, null) { Problem = new CalibrationProblem(1, 1, "it is too large to be a calibration") };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private static long LineCount(ReadOnlySpan<byte> content)
    {
        var count = 0L;
        foreach (var line in content.Split((byte)'\n'))
            count += content[line].Trim(" \t\r"u8).IsEmpty ? 0 : 1;
        return count;
    }

    private static ModelFolder Describe(string path)
    {
        var made = new FileInfo(Path.Combine(path, CompressionRecord.FileName));
        var compression = made.Exists && made.Length <= ManifestBytesMax ? CompressionRecord.Parse(File.ReadAllText(made.FullName)) : null;
        return DescribeModel(path) with { Compression = compression };
    }

    private static ModelFolder DescribeModel(string path)
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

    /// <summary>Something of nearly that name, beside where it was expected.</summary>
    private static string? Suggest(string expected, string written, Func<string, IEnumerable<string>> list)
    {
        var parent = Path.GetDirectoryName(expected);
        if (parent is null || !Directory.Exists(parent))
        {
            return null;
        }

        var name = Path.GetFileName(expected);
        var close = Spelling.Closest(name, list(parent).Select(static d => Path.GetFileName(d)!));
        return close is null || !written.EndsWith(name, StringComparison.Ordinal) ? null : written[..^name.Length] + close;
    }
}
