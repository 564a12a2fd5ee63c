using System.Text.Json;
using OptPolicy.Kernels.Tokenization.AddedTokens;
using OptPolicy.Kernels.Tokenization.Decoders;
using OptPolicy.Kernels.Tokenization.Normalization;
using OptPolicy.Kernels.Tokenization.PostProcessing;
using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Subwords;

namespace OptPolicy.Kernels.Tokenization.Json;

/// <summary>Binds a parsed <c>tokenizer.json</c>.</summary>
internal sealed class TokenizerReader(string file)
{
    public PipelineTokenizer Read(JsonElement json)
    {
        var root = new TokenizerPart(file, "", json);
        if (!root["model"].IsPresent)
            throw root.Fault("has no \"model\"; it is not a tokenizer.json");
        try
        {
            return Bind(root);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw root.Fault($"does not have the shape of a tokenizer.json ({e.Message})");
        }
    }

    private static PipelineTokenizer Bind(TokenizerPart root)
    {
        var preTokenizers = PreTokenizerReader.Read(root["pre_tokenizer"]);
        var model = root["model"];
        // The byte alphabet as the last step is folded into BPE, which then looks words up before it maps them.
        var isByteLevel = preTokenizers is [.., ByteAlphabetPreTokenizer] && ModelReader.TypeOf(model) == "BPE";
        if (isByteLevel)
            preTokenizers.RemoveAt(preTokenizers.Count - 1);
        var vocabulary = ModelReader.ReadVocabulary(model);
        return new PipelineTokenizer(new TokenizerPipeline(
            NormalizerReader.Read(root["normalizer"]),
            preTokenizers,
            ModelReader.Read(model, vocabulary, isByteLevel),
            SpecialTokenFrame.Read(root["post_processor"]),
            DecoderReader.Read(root["decoder"]),
            ReadAddedTokens(root, vocabulary),
            TokenizerFingerprint.Compute(root)));
    }

    private static List<AddedToken> ReadAddedTokens(TokenizerPart root, Vocabulary vocabulary)
    {
        var tokens = new List<AddedToken>();
        if (root.Json.TryGetProperty("added_tokens", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in root.Parts("added_tokens"))
            {
                var content = part.RequiredText("content");
                if (content.Length == 0)
                    continue;
                // An entry of the vocabulary keeps the id it has there.
                var id = vocabulary.Find(content) ?? part.Number("id") ?? throw part.Fault("has no \"id\"");
                if (id < 0)
                    throw part.Fault($"has the id {id}");
                var isSpecial = part.Flag("special", otherwise: false);
                tokens.Add(new AddedToken(
                    id,
                    content,
                    isSpecial,
                    part.Flag("single_word", otherwise: false),
                    part.Flag("lstrip", otherwise: false),
                    part.Flag("rstrip", otherwise: false),
                    part.Flag("normalized", otherwise: !isSpecial)));
            }
        }

        return tokens;
    }
}
