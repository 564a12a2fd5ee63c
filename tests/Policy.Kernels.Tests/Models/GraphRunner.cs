using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Tests.Models;

/// <summary>The plainest way to run one of our own decoder graphs: a session and one shared KV buffer.</summary>
public sealed class GraphRunner : IDisposable
{
    private readonly DecoderSpec _spec;
    private readonly InferenceSession _session;
    private readonly Dictionary<string, OrtValue> _cache = [];
    private readonly RunOptions _run = new();

    public GraphRunner(DecoderFolder folder, int capacity = 160, int threads = 1, bool spin = false)
    {
        _spec = folder.Spec;
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", spin ? "1" : "0");
        _session = new InferenceSession(folder.GraphPath, options);
        for (var layer = 0; layer < _spec.Layers; layer++)
        {
            foreach (var part in new[] { "key", "value" })
            {
                var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [1, _spec.KeyValueHeads, capacity, _spec.HeadDimension]);
                value.GetTensorMutableDataAsSpan<float>().Clear();
                _cache[string.Create(CultureInfo.InvariantCulture, $"{layer}.{part}")] = value;
            }
        }
    }

    public int Length { get; private set; }

    /// <summary>Hidden states of the last call.</summary>
    public float[] Hidden { get; private set; } = [];

    /// <summary>Runs the tokens and returns the logits of the last <paramref name="rows"/>, row after row.</summary>
    public float[] Forward(ReadOnlySpan<int> tokens, int rows)
    {
        var slack = _spec.HasCanonicalAttention ? 1 : 0;
        var total = Length + tokens.Length + slack;
        var ids = Array.ConvertAll(tokens.ToArray(), static t => (long)t);
        var positions = Enumerable.Range(tokens.Length - rows, rows).Select(static p => (long)p).ToArray();
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        using var lengths = OrtValue.CreateTensorValueFromMemory(new[] { total - 1 }, [1]);
        using var totals = OrtValue.CreateTensorValueFromMemory(new[] { total }, [1]);
        using var asked = OrtValue.CreateTensorValueFromMemory(positions, [rows]);
        using var binding = _session.CreateIoBinding();
        binding.BindInput(_spec.Bindings.InputIds, idsValue);
        binding.BindInput(_spec.Bindings.SequenceLengths!, lengths);
        binding.BindInput(_spec.Bindings.TotalLength!, totals);
        binding.BindInput(_spec.Bindings.LogitPositions!, asked);
        foreach (var (name, value) in _cache)
        {
            binding.BindInput($"past_key_values.{name}", value);
            binding.BindOutput($"present.{name}", value);
        }

        binding.BindOutputToDevice(_spec.Bindings.Logits, OrtMemoryInfo.DefaultInstance);
        if (_spec.Bindings.HiddenStates is { } hidden)
            binding.BindOutputToDevice(hidden, OrtMemoryInfo.DefaultInstance);
        _session.RunWithBinding(_run, binding);

        Length += tokens.Length;
        using var outputs = binding.GetOutputValues();
        var names = binding.GetOutputNames();
        var logits = outputs.ElementAt(names.ToList().IndexOf(_spec.Bindings.Logits)).GetTensorDataAsSpan<float>().ToArray();
        if (_spec.Bindings.HiddenStates is { } hiddenName)
            Hidden = outputs.ElementAt(names.ToList().IndexOf(hiddenName)).GetTensorDataAsSpan<float>().ToArray();
        return logits;
    }

    public void Truncate(int length) => Length = length;

    public void Dispose()
    {
        foreach (var value in _cache.Values)
            value.Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
