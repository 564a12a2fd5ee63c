using System.Buffers.Binary;
using System.Text;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Checkpoints;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Gguf;
using OptPolicy.Kernels.Weights.Safetensors;

namespace OptPolicy.Kernels.Tests.Weights;

public sealed class DamagedFileTests
{
    private static readonly Lazy<byte[]> Safetensors = new(() => File.ReadAllBytes(Path.Combine(TestCheckpoints.HuggingFace(), SafetensorsReader.SingleFileName)));

    private static readonly Lazy<byte[]> Gguf = new(() => File.ReadAllBytes(TestCheckpoints.Gguf(TensorEncoding.Q4_0)));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void TruncatedSafetensorsIsRefused(int length) =>
        Assert.Throws<LocalModelException>(() => SafetensorsReader.Open(FileOf(Cut(Safetensors.Value, length))));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(9000)]
    [InlineData(-40)]
    public void TruncatedGgufIsRefused(int length) => Assert.Throws<LocalModelException>(() => GgufFile.Open(FileOf(Cut(Gguf.Value, length))));

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,4000]}}""", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[-8,8]}}""", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[8,0]}}""", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,16]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}}""", "damaged")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}}""", "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2]}}""", "damaged")]
    [InlineData("""{"a":{"dtype":"F32","shape":"x","data_offsets":[0,16]}}""", "damaged")]
    [InlineData("""{"a":[]}""", "damaged")]
    [InlineData("""["a"]""", "damaged")]
    [InlineData("""{"a":""", "damaged")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "second")]
    public void LyingSafetensorsHeaderIsRefused(string header, string reason)
    {
        var bytes = new byte[8 + header.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));

        var error = Assert.Throws<LocalModelException>(() => SafetensorsReader.Open(FileOf(bytes)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnsupportedTypeIsRefusedWhenItIsNeeded()
    {
        const string Header = """{"a":{"dtype":"F8_E4M3","shape":[4,4],"data_offsets":[0,16]}}""";
        var bytes = new byte[8 + Header.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)Header.Length);
        Encoding.UTF8.GetBytes(Header, bytes.AsSpan(8));
        using var checkpoint = SafetensorsReader.Open(FileOf(bytes));

        var error = Assert.Throws<LocalModelException>(() => checkpoint.Matrix("a", 4, 4));

        Assert.Contains("F8_E4M3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomDamageNeverEscapesAsAnotherException()
    {
        var random = new Random(20);
        var path = FileOf([]);
        for (var round = 0; round < 400; round++)
        {
            var isGguf = round % 2 == 0;
            var bytes = (byte[])(isGguf ? Gguf.Value : Safetensors.Value).Clone();
            var header = isGguf ? 14000 : 3500; // damage belongs where structure is; values may be anything
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                bytes[random.Next(header)] = (byte)random.Next(256);
            File.WriteAllBytes(path, round % 5 == 0 ? Cut(bytes, random.Next(bytes.Length)) : bytes);

            Read(path, isGguf);
        }
    }

    private static void Read(string path, bool isGguf)
    {
        try
        {
            if (isGguf)
            {
                using var file = GgufFile.Open(path);
                using var source = OptPolicy.Kernels.Checkpoints.GgufLlama.Open(file);
                TestCheckpoints.Values(source.Weights.Layers[^1].Down);
            }
            else
            {
                using var checkpoint = SafetensorsReader.Open(path);
                TestCheckpoints.Values(checkpoint.Matrix("model.norm.weight", 1, 128));
            }
        }
        catch (LocalModelException error)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static byte[] Cut(byte[] bytes, int length) => bytes[..(length < 0 ? bytes.Length + length : length)];

    private static string FileOf(byte[] bytes)
    {
        var path = Path.Combine(TestModels.NewFolder(), "damaged.bin");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
