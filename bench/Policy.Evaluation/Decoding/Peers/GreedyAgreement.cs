using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Conversion;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>Greedy tokens of a trained checkpoint in float32, here and in llama.cpp: two engines that share no code agree when both are right.</summary>
internal static class GreedyAgreement
{
    private const int Tokens = 96;

    public static IEnumerable<EvaluationRow> Run(string checkpoint, IReadOnlyList<string> prompts, string folder, Action<string> report)
    {
        report($"llama.cpp: greedy tokens of {prompts.Count} prompts");
        var gguf = Path.Combine(folder, "trained.gguf");
        using (var source = HuggingFaceLlama.Open(checkpoint))
            GgufLlama.Write(gguf, source.Weights, TensorEncoding.F32, GgufTokenizer.Placeholder(source.Weights.Shape.VocabularySize));
        var converted = ModelConverter.Convert(checkpoint, Path.Combine(folder, "trained"), new ConversionOptions { Format = WeightFormat.Fp32 });
        var tokenizer = TokenizerFile.Load(converted.Path);
        var opened = DecoderFolder.Open(converted.Path);

        using var peer = LlamaCppPeer.Start(gguf, Environment.ProcessorCount, opened.Spec.ContextTokens);
        using var model = DecoderModel.Open(opened.Spec, opened.GraphPath, DeviceRequest.Cpu, new DecoderModelOptions());
        using var lane = model.CreateLane();
        var equal = new List<int>();
        foreach (var prompt in prompts)
        {
            var tokens = tokenizer.Encode(prompt);
            tokens = tokens[..Math.Min(tokens.Length, opened.Spec.ContextTokens - Tokens - 1)];
            var theirs = peer.Generate(tokens, Tokens).Output;
            var ours = Greedy(lane, tokens, theirs.Length);
            var fork = Enumerable.Range(0, theirs.Length).FirstOrDefault(i => ours[i] != theirs[i], theirs.Length);
            equal.Add(fork == theirs.Length ? Tokens : fork);
        }

        var whole = equal.Count(static n => n == Tokens);
        var note = $"float32, {peer.Version}; an answer that llama.cpp ends early counts in full when all of it agrees";
        yield return new("trained", "llamacpp_greedy_equal_tokens_least", equal.Min(), equal.Min(), Tokens, equal.Count, note);
        yield return new("trained", $"llamacpp_greedy_equal_answers@{Tokens}", (double)whole / equal.Count, (double)whole / equal.Count, 1, equal.Count, note);
    }

    private static List<int> Greedy(DecoderLane lane, int[] prompt, int count)
    {
        var request = new GenerationRequest { Prompt = prompt, MaxOutputTokens = count, EndTokens = [], Speculation = SpeculationOptions.Off };
        var generation = new Generation(lane, request, []);
        var output = new List<GeneratedToken>();
        while (generation.Next(output))
        {
        }

        return [.. output.Select(static token => token.Id)];
    }
}
