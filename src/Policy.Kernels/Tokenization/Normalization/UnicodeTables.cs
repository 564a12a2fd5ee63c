using System.IO.Compression;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>
/// Decompositions, combining classes and compositions of the Unicode standard (UAX #15), from the embedded normalization.bin.
/// They are our own because <see cref="string.Normalize()"/> returns its input in apps that run without ICU
/// (<c>InvariantGlobalization</c>), and otherwise follows the Unicode version of the machine: token ids may depend on neither.
/// </summary>
internal sealed class UnicodeTables
{
    private const string Resource = "OptPolicy.Kernels.Tokenization.normalization.bin";

    private static readonly Lazy<UnicodeTables> Loaded = new(() => new UnicodeTables());

    private readonly Dictionary<int, int[]> _canonical;
    private readonly Dictionary<int, int[]> _compatible;
    private readonly Dictionary<int, byte> _classes;
    private readonly Dictionary<(int First, int Second), int> _compositions;

    private UnicodeTables()
    {
        using var file = typeof(UnicodeTables).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new BinaryReader(new GZipStream(file, CompressionMode.Decompress));
        _canonical = Decompositions(reader);
        _compatible = Decompositions(reader);
        var count = reader.ReadInt32();
        _classes = new(count);
        for (var i = 0; i < count; i++)
            _classes.Add(reader.ReadInt32(), reader.ReadByte());
        count = reader.ReadInt32();
        _compositions = new(count);
        for (var i = 0; i < count; i++)
            _compositions.Add((reader.ReadInt32(), reader.ReadInt32()), reader.ReadInt32());
    }

    public static UnicodeTables Instance => Loaded.Value;

    public byte ClassOf(int codePoint) => codePoint < 0x300 ? (byte)0 : _classes.GetValueOrDefault(codePoint);

    /// <summary>The full decomposition of <paramref name="codePoint"/>, or <see langword="null"/> when it stands for itself.</summary>
    public int[]? Decompose(int codePoint, bool compatible) =>
        (compatible ? _compatible.GetValueOrDefault(codePoint) : null) ?? _canonical.GetValueOrDefault(codePoint);

    public bool TryCompose(int first, int second, out int composed) => _compositions.TryGetValue((first, second), out composed);

    private static Dictionary<int, int[]> Decompositions(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var table = new Dictionary<int, int[]>(count);
        for (var i = 0; i < count; i++)
        {
            var point = reader.ReadInt32();
            var parts = new int[reader.ReadByte()];
            for (var part = 0; part < parts.Length; part++)
                parts[part] = reader.ReadInt32();
            table.Add(point, parts);
        }

        return table;
    }
}
