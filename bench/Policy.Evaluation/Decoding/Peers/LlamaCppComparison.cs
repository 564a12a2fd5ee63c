using System.Diagnostics;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>
/// Decoding and prefill against llama.cpp on the same weights. Both sides take turns, and each turn gives each side's best call: on a
/// machine with as many cores as threads, llama.cpp's spinning threads wait whole time slices for one another, and a mean or a median of
/// its calls would tell of that instead. A figure is the median over turns of the ratio within a turn.
/// </summary>
internal static class LlamaCppComparison
{
    private const int PromptTokens = 96;
    private const int DecodedTokens = 32;
    private const int PrefilledTokens = 256;
    private const int Prefills = 3;

    // Long enough for the other side's idle threads to stop spinning.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static IEnumerable<EvaluationRow> Run(ComparedModel model, int turns, Action<string> report)
    {
        report($"llama.cpp: {model.Name}");
        var threads = Environment.ProcessorCount;
        using var peer = LlamaCppPeer.Start(model.Gguf, threads, 1024);
        using var ours = DecoderModel.Open(model.Folder.Spec, model.Folder.GraphPath, DeviceRequest.Cpu, new DecoderModelOptions { Threads = threads, SpinsThreads = true });
        using var lane = ours.CreateLane();
        lane.RowMultiple = model.RowMultiple;
        var random = new Random(11);
        var tokens = Enumerable.Range(0, PrefilledTokens).Select(_ => random.Next(3, ours.Spec.VocabularySize)).ToArray();

        var decode = new Turns();
        var prefill = new Turns();
        for (var turn = -1; turn < turns; turn++)
        {
            Thread.Sleep(Pause);
            var ourDecode = Decode(lane, tokens);
            Thread.Sleep(Pause);
            var theirDecode = peer.Decode(tokens[..PromptTokens], tokens[..DecodedTokens]).Min();
            Thread.Sleep(Pause);
            var ourPrefill = Enumerable.Range(0, Prefills).Min(_ => Prefilled(lane, tokens));
            Thread.Sleep(Pause);
            var theirPrefill = Enumerable.Range(0, Prefills).Min(_ => peer.Prefill(tokens));
            if (turn < 0)
                continue;
            decode.Add(ourDecode, theirDecode);
            prefill.Add(ourPrefill, theirPrefill);
        }

        var against = $"{model.Folder.Spec.Format} against {peer.Version} {model.GgufFormat}, same weights, {threads} threads";
        yield return decode.Ratio(model.Name, $"llamacpp_decode_ratio/{model.Bits}", $"{against}; ms a token {decode.Milliseconds()}");
        yield return prefill.Ratio(model.Name, $"llamacpp_prefill_ratio/{model.Bits}", $"{against}; {PrefilledTokens} tokens, ms {prefill.Milliseconds()}");
    }

    private static double Decode(DecoderLane lane, int[] tokens)
    {
        lane.Truncate(0);
        lane.Forward(tokens.AsSpan(0, PromptTokens), 1, CancellationToken.None);
        var samples = new double[DecodedTokens];
        for (var i = 0; i < samples.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            lane.Forward(tokens.AsSpan(i, 1), 1, CancellationToken.None);
            samples[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return samples.Min();
    }

    private static double Prefilled(DecoderLane lane, int[] tokens)
    {
        lane.Truncate(0);
        var start = Stopwatch.GetTimestamp();
        Prefill.Run(lane, tokens, CancellationToken.None);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Turns
    {
        private readonly List<double> _ours = [];
        private readonly List<double> _theirs = [];

        public void Add(double ours, double theirs)
        {
            _ours.Add(ours);
            _theirs.Add(theirs);
        }

        public EvaluationRow Ratio(string set, string metric, string note)
        {
            var ratio = Estimate.Median([.. _theirs.Zip(_ours, static (theirs, ours) => theirs / ours)]);
            return new(set, metric, ratio.Value, ratio.Low, ratio.High, ratio.N, note);
        }

        public string Milliseconds() => FormattableString.Invariant($"{Estimate.Median([.. _ours]).Value:0.00} against {Estimate.Median([.. _theirs]).Value:0.00}");
    }
}
