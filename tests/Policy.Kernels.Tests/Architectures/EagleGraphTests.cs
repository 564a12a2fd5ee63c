using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Checkpoints;
using OptPolicy.Kernels.Tests.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Tests.Architectures;

public sealed class EagleGraphTests
{
    private static readonly LlamaShape Shape = new TestLlama().Shape with { Layers = 1 };

    [Theory]
    [InlineData(WeightFormat.Fp32, 1e-4)]
    [InlineData(WeightFormat.Q8, 0.1)]
    [InlineData(WeightFormat.Q4, 1.0)]
    [InlineData(WeightFormat.Q4Block128, 1.0)]
    [InlineData(WeightFormat.RowQ8, 0.1)]
    public void HeadContinuesFromTheTargetsStatesAndFromItsOwn(WeightFormat format, double tolerance)
    {
        var weights = RandomWeights.Eagle(Shape, draftVocabulary: 64, seed: 3);
        var folder = TestModels.NewFolder();
        var spec = EagleGraphBuilder.Write(weights, format, folder);
        using var run = new HeadRun(Path.Combine(folder, "model.onnx"), spec);
        var features = TestCheckpoints.Values(RandomWeights.Matrix("features", 3, 3 * Shape.HiddenSize, 5, 1f));

        var (_, states) = run.Forward([7, 30, 41], features, []);
        var (logits, _) = run.Forward([99], [], states[^Shape.HiddenSize..]);

        var expected = EagleReference.Draft(weights, [7, 30, 41], features, 99);
        Assert.Equal(64, logits.Length);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private sealed class HeadRun : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly DraftHeadSpec _spec;
        private readonly OrtValue[] _cache;
        private int _length;

        public HeadRun(string path, DraftHeadSpec spec)
        {
            _session = new InferenceSession(path);
            _spec = spec;
            _cache = [.. Enumerable.Range(0, 2).Select(_ => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [1, spec.KeyValueHeads, 32, spec.HeadDimension]))];
        }

        public (float[] Logits, float[] States) Forward(long[] tokens, float[] features, float[] states)
        {
            _length += tokens.Length;
            using var binding = _session.CreateIoBinding();
            using var run = new RunOptions();
            List<OrtValue> values = [];
            Bind(_spec.InputIds, tokens, [1, tokens.Length]);
            Bind(_spec.Features, features, [1, features.Length / (3 * _spec.HiddenSize), 3 * _spec.HiddenSize]);
            Bind(_spec.States, states, [1, states.Length / _spec.HiddenSize, _spec.HiddenSize]);
            Bind(_spec.SequenceLengths, new[] { _length - 1 }, [1]);
            Bind(_spec.TotalLength, new[] { _length }, [1]);
            Bind(_spec.LogitPositions, new long[] { tokens.Length - 1 }, [1]);
            binding.BindInput(_spec.PastKey, _cache[0]);
            binding.BindInput(_spec.PastValue, _cache[1]);
            binding.BindOutput(_spec.PresentKey, _cache[0]);
            binding.BindOutput(_spec.PresentValue, _cache[1]);
            binding.BindOutputToDevice(_spec.Logits, OrtMemoryInfo.DefaultInstance);
            binding.BindOutputToDevice(_spec.NextStates, OrtMemoryInfo.DefaultInstance);
            _session.RunWithBinding(run, binding);
            using var outputs = binding.GetOutputValues();
            values.ForEach(static v => v.Dispose());
            return (outputs[2].GetTensorDataAsSpan<float>().ToArray(), outputs[3].GetTensorDataAsSpan<float>().ToArray());

            void Bind<T>(string name, T[] data, long[] shape)
                where T : unmanaged
            {
                values.Add(OrtValue.CreateTensorValueFromMemory(data, shape));
                binding.BindInput(name, values[^1]);
            }
        }

        public void Dispose()
        {
            foreach (var value in _cache)
                value.Dispose();
            _session.Dispose();
        }
    }
}
