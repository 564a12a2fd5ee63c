using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Conversion;

/// <summary>A folder that is filled under another name and takes its own only when it is complete. Not thread-safe.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _destination;
    private bool _committed;

    /// <exception cref="LocalModelException">There is something at the destination that may not be replaced.</exception>
    public StagedFolder(string destination, bool overwrite)
    {
        _destination = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(destination));
        if (File.Exists(_destination))
            throw new LocalModelException($"'{_destination}' is a file. Give a folder for the converted model.");
        if (Directory.Exists(_destination) && Directory.EnumerateFileSystemEntries(_destination).Any() && !(overwrite && IsModel(_destination)))
        {
            throw new LocalModelException(IsModel(_destination)
                ? $"'{_destination}' already holds a converted model. Choose another folder or allow overwriting."
                : $"'{_destination}' holds other files. Choose a new or empty folder.");
        }

        Path = $"{_destination}.partial-{Guid.NewGuid():n}";
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder to fill.</summary>
    public string Path { get; }

    /// <summary>Gives the folder its name.</summary>
    public void Commit()
    {
        var old = $"{Path}.old";
        if (Directory.Exists(_destination))
            Directory.Move(_destination, old);
        Directory.Move(Path, _destination);
        _committed = true;
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        if (!_committed && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static bool IsModel(string folder) =>
        Array.Exists([DecoderManifest.FileName, EncoderManifest.FileName, DraftHeadManifest.FileName], name => File.Exists(System.IO.Path.Combine(folder, name)));
}
