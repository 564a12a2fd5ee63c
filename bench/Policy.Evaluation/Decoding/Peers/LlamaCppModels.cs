using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>Random-weight models of real sizes: one GGUF file, and what our converter makes of that very file.</summary>
internal static class LlamaCppModels
{
    private static readonly (string Name, LlamaShape Shape)[] Sizes =
    [
        ("20 M", new LlamaShape { VocabularySize = 4096, HiddenSize = 512, Layers = 6, Heads = 8, KeyValueHeads = 4, HeadDimension = 64, FeedForwardSize = 1408, ContextTokens = 1024 }),
        ("170 M", new LlamaShape { VocabularySize = 32000, HiddenSize = 1024, Layers = 12, Heads = 16, KeyValueHeads = 4, HeadDimension = 64, FeedForwardSize = 2816, ContextTokens = 1024 }),
    ];

    private static readonly (TensorEncoding Encoding, WeightFormat[] Formats)[] Pairs =
    [
        (TensorEncoding.Q4_0, [WeightFormat.Q4, WeightFormat.Q4Block128]),
        (TensorEncoding.Q8_0, [WeightFormat.Q8, WeightFormat.RowQ8]),
        (TensorEncoding.F32, [WeightFormat.Fp32]),
    ];

    public static IEnumerable<ComparedModel> Write(string folder, Action<string> report)
    {
        foreach (var (name, shape) in Sizes)
        {
            var weights = RandomWeights.Llama(shape, seed: 1);
            foreach (var (encoding, formats) in Pairs)
            {
                var gguf = Path.Combine(folder, $"{shape.HiddenSize}-{encoding}.gguf");
                report($"writing {name} {encoding}");
                GgufLlama.Write(gguf, weights, encoding, GgufTokenizer.Placeholder(shape.VocabularySize));
                foreach (var format in formats)
                {
                    var destination = Path.Combine(folder, $"{shape.HiddenSize}-{format}");
                    ModelConverter.Convert(gguf, destination, new ConversionOptions { Format = format, CanonicalAttention = format != WeightFormat.Q4Block128 });
                    // Blocks of 128 are exact when rows run in pairs, which costs nothing there.
                    yield return new ComparedModel(name, Bits(encoding), DecoderFolder.Open(destination), format == WeightFormat.Q4Block128 ? 2 : 1, gguf, encoding.ToString());
                    Directory.Delete(destination, recursive: true);
                }

                File.Delete(gguf);
            }
        }
    }

    private static int Bits(TensorEncoding encoding) => encoding switch { TensorEncoding.Q4_0 => 4, TensorEncoding.Q8_0 => 8, _ => 32 };
}
