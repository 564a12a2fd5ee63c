using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Calibration;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Where a quantised model goes: it is written under another name and takes its own only when it is whole. Not thread-safe.</summary>
internal sealed class QuantizedOutput : IDisposable
{
    private static readonly HashSet<string> WeightFiles = new(StringComparer.OrdinalIgnoreCase) { ".onnx", ".data", ".onnx_data", ".bin", ".safetensors", ".gguf", ".pt", ".pth" };

    private readonly StagedFolder? _folder;
    private readonly string? _draft;

    /// <exception cref="LocalModelException">There is something at the destination that may not be replaced.</exception>
    public QuantizedOutput(ModelSource source, string destination, bool overwrite)
    {
        Destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination));
        if (string.Equals(Destination, source.Path, StringComparison.Ordinal))
            throw new LocalModelException($"'{destination}' is the model itself. Choose another name.");
        if (source.IsFolder || !Destination.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            _folder = new StagedFolder(Destination, overwrite);
            Folder = _folder.Path;
            GraphPath = Path.Combine(Folder, source.IsFolder ? Path.GetRelativePath(source.Path, source.GraphPath) : Path.GetFileName(source.GraphPath));
            Directory.CreateDirectory(Path.GetDirectoryName(GraphPath)!);
            return;
        }

        if (Directory.Exists(Destination))
            throw new LocalModelException($"'{destination}' is a folder. Give a file name.");
        if (File.Exists(Destination) && !overwrite)
            throw new LocalModelException($"'{destination}' is there already. Choose another name or allow overwriting.");
        if (Path.GetDirectoryName(Destination) is { } parent && !Directory.Exists(parent))
            throw new LocalModelException($"There is no folder '{parent}' to write to.");
        _draft = $"{Destination}.partial-{Guid.NewGuid():n}";
        Folder = Directory.CreateDirectory(_draft).FullName;
        GraphPath = Path.Combine(Folder, Path.GetFileName(Destination));
    }

    /// <summary>The file or folder to make, as a full path.</summary>
    public string Destination { get; }

    /// <summary>The folder to fill.</summary>
    public string Folder { get; }

    /// <summary>The graph while it is written.</summary>
    public string GraphPath { get; }

    /// <summary>Takes along what lies beside the model and is no weights: tokenizer, configuration.</summary>
    public void CopyCompanions(ModelSource source, IReadOnlySet<string> dataFiles)
    {
        if (!source.IsFolder)
            return;
        foreach (var folder in new[] { source.Path, Path.GetDirectoryName(source.GraphPath)! }.Distinct(StringComparer.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                var name = Path.GetFileName(file);
                if (WeightFiles.Contains(Path.GetExtension(name)) || dataFiles.Contains(name) || name == Kernels.Speculation.CertificateFile.Name)
                    continue;
                File.Copy(file, Path.Combine(Folder, Path.GetRelativePath(source.Path, file)), overwrite: true);
            }
        }
    }

    /// <summary>Gives the model its name.</summary>
    public void Commit()
    {
        if (_folder is not null)
        {
            _folder.Commit();
            return;
        }

        // Weights first: a graph that is there has them.
        foreach (var file in Directory.EnumerateFiles(Folder).OrderBy(f => f == GraphPath))
            File.Move(file, Path.Combine(Path.GetDirectoryName(Destination)!, Path.GetFileName(file)), overwrite: true);
    }

    public void Dispose()
    {
        _folder?.Dispose();
        if (_draft is not null && Directory.Exists(_draft))
            Directory.Delete(_draft, recursive: true);
    }
}
