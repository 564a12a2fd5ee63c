using OptPolicy.Kernels.Tokenization.Json;

namespace OptPolicy.Kernels.Tokenization.PostProcessing;

/// <summary>The tokens that the post-processor of a file puts around a single text.</summary>
internal sealed record SpecialTokenFrame(IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    public static SpecialTokenFrame Read(TokenizerPart part)
    {
        var (before, after) = (new List<int>(), new List<int>());
        if (part.IsPresent)
            Add(part, before, after);
        return new SpecialTokenFrame(before, after);
    }

    private static void Add(TokenizerPart part, List<int> before, List<int> after)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (var inner in part.Parts("processors"))
                    Add(inner, before, after);
                break;
            // Only trims offsets, which this library does not report.
            case "ByteLevel":
                break;
            case "BertProcessing" or "RobertaProcessing":
                before.Insert(0, PairedId(part, "cls"));
                after.Add(PairedId(part, "sep"));
                break;
            case "TemplateProcessing":
                AddTemplate(part, before, after);
                break;
            case var other:
                throw part.Unsupported($"post-processor \"{other}\"");
        }
    }

    private static int PairedId(TokenizerPart part, string name)
    {
        var pair = part.Array(name);
        return pair.GetArrayLength() == 2 && pair[1].TryGetInt32(out var id) ? id : throw part.Fault($"has no id in \"{name}\"");
    }

    private static void AddTemplate(TokenizerPart part, List<int> before, List<int> after)
    {
        var (lead, tail, texts) = (new List<int>(), new List<int>(), 0);
        foreach (var piece in part.Parts("single"))
        {
            if (piece["Sequence"].IsPresent)
                texts++;
            else
            {
                var ids = part["special_tokens"][piece["SpecialToken"].RequiredText("id")].Array("ids");
                (texts == 0 ? lead : tail).AddRange(ids.EnumerateArray().Select(id => id.GetInt32()));
            }
        }

        if (texts != 1)
            throw part.Unsupported("a template that does not hold the text exactly once");
        before.InsertRange(0, lead);
        after.AddRange(tail);
    }
}
