using System.Globalization;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>One model in whatever formats are asked for, in a temporary folder that goes with it.</summary>
internal sealed class ModelSource : IDisposable
{
    private const string Manifest = "optpolicy-model.json";

    private readonly string? _checkpoint;
    private readonly string? _head;
    private readonly int _seed;
    private readonly string _root = Directory.CreateTempSubdirectory("optpolicy-decoding-").FullName;

    /// <param name="checkpoint">Where the weights are; <see langword="null"/> draws them.</param>
    /// <param name="seed">Of drawn weights.</param>
    /// <param name="head">The checkpoint of a head that drafts for it.</param>
    /// <param name="padTo">Weights that the checkpoint is padded to; <see langword="null"/> leaves it as it is.</param>
    public ModelSource(DirectoryInfo? checkpoint, int seed, DirectoryInfo? head = null, long? padTo = null)
    {
        _head = head?.FullName;
        _checkpoint = checkpoint?.FullName;
        _seed = seed;
        Name = checkpoint is null ? "random weights" : checkpoint.Name;
        if (checkpoint is null || padTo is not { } weights)
            return;

        _checkpoint = Path.Combine(_root, "padded");
        PaddedCheckpoint.Write(checkpoint.FullName, _checkpoint, weights);
        Name = string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Name} padded to {weights / 1e6:0} M weights");
    }

    public string Name { get; }

    /// <summary>The folder of one format; a folder that is converted already has only its own.</summary>
    public string In(WeightFormat format)
    {
        if (_checkpoint is not null && File.Exists(Path.Combine(_checkpoint, Manifest)))
            return _checkpoint;
        var folder = Path.Combine(_root, format.ToString());
        if (Directory.Exists(folder))
            return folder;
        if (_checkpoint is null)
            RandomModel.Write(folder, _seed, format);
        else
            ModelConverter.Convert(_checkpoint, folder, new ConversionOptions { Format = format, HiddenOutputs = _head is not null });
        return folder;
    }

    /// <summary>The head's folder of one format; <see langword="null"/> without a head.</summary>
    public DraftHeadFolder? HeadIn(WeightFormat format)
    {
        if (_head is null || _checkpoint is null)
            return null;
        var folder = Path.Combine(_root, $"head-{format}");
        return Directory.Exists(folder) ? DraftHeadFolder.Open(folder) : ModelConverter.ConvertHead(_head, _checkpoint, folder, new ConversionOptions { Format = format });
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
