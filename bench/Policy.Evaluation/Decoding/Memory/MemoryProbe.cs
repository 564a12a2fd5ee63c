using System.Diagnostics;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding.Memory;

/// <summary>Fills a model's context and decodes at every width, in a process of its own.</summary>
internal static class MemoryProbe
{
    private const int WidestRound = 17;

    public static MemoryFigures Run(string folder)
    {
        var opened = DecoderFolder.Open(folder);
        using var model = DecoderModel.Open(opened.Spec, opened.GraphPath, DeviceRequest.Cpu, new());
        using var lane = model.CreateLane();
        Fill(lane);
        var peak = Read(process => process.PeakWorkingSet64);

        var before = Read(process => process.WorkingSet64);
        using var second = model.CreateLane();
        Fill(second);
        return new(peak, lane.AllocatedBytes, Read(process => process.WorkingSet64) - before - second.AllocatedBytes);
    }

    private static void Fill(DecoderLane lane)
    {
        var random = new Random(3);
        var tokens = Enumerable.Range(0, lane.Capacity).Select(_ => random.Next(lane.Spec.VocabularySize)).ToArray();
        Prefill.Run(lane, tokens, CancellationToken.None);
        for (var width = 1; width <= WidestRound; width++)
        {
            lane.Truncate(lane.Capacity - width);
            lane.Forward(tokens.AsSpan(0, width), width, CancellationToken.None);
        }
    }

    private static long Read(Func<Process, long> figure)
    {
        using var process = Process.GetCurrentProcess();
        return figure(process);
    }
}
