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
    private static readonly SizedModel[] Sizes = [SizedModel.Small, SizedModel.Medium];

    // Formats of larger blocks get weights whose scales are that large in the GGUF file too: both sides hold the same values.
    private static readonly (TensorEncoding Encoding, WeightFormat Format, Func<LlamaWeights, LlamaWeights> Round)[] Pairs =
    [
        (TensorEncoding.Q4_0, WeightFormat.Q4, static weights => weights),
        (TensorEncoding.Q4_0, WeightFormat.Q4Block128, static weights => SharedScaleMatrix.Of(weights, 4, 128)),
        (TensorEncoding.Q8_0, WeightFormat.Q8, static weights => weights),
        (TensorEncoding.Q8_0, WeightFormat.RowQ8, static weights => SharedScaleMatrix.Of(weights, 8, 0)),
        (TensorEncoding.F32, WeightFormat.Fp32, static weights => weights),
    ];

    public static IEnumerable<ComparedModel> Write(string folder, Action<string> report)
    {
        foreach (var (name, shape) in Sizes)
        {
            var weights = RandomWeights.Llama(shape, seed: 1);
            foreach (var (encoding, format, round) in Pairs)
            {
                report($"writing {name} {format}");
                var gguf = Path.Combine(folder, $"{shape.HiddenSize}-{format}.gguf");
                GgufLlama.Write(gguf, round(weights), encoding, GgufTokenizer.Placeholder(shape.VocabularySize));
                var destination = Path.Combine(folder, $"{shape.HiddenSize}-{format}");

                // Blocks of 128 are exact when rows run in pairs, which costs nothing there.
                var inPairs = format == WeightFormat.Q4Block128;
                ModelConverter.Convert(gguf, destination, new ConversionOptions { Format = format, CanonicalAttention = !inPairs });
                yield return new ComparedModel(name, Bits(encoding), DecoderFolder.Open(destination), inPairs ? 2 : 1, gguf, encoding.ToString());
                Directory.Delete(destination, recursive: true);
                File.Delete(gguf);
            }
        }
    }

    private static int Bits(TensorEncoding encoding) => encoding switch { TensorEncoding.Q4_0 => 4, TensorEncoding.Q8_0 => 8, _ => 32 };
}
