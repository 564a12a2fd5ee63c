using OptPolicy.Language.Binding;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Compression;

/// <summary>One step of a <c>compress</c> block, as far as its order matters.</summary>
internal sealed record CompressionStep(BoundStatement Statement, CompressionStepKind Kind, string? Format, string? Teacher, string? Data)
{
    /// <summary>Whether weights lie on a quantisation grid after it, without a floating-point master.</summary>
    public bool Packs => Kind is CompressionStepKind.Quantize or CompressionStepKind.Qat or CompressionStepKind.Qad;

    public bool HasFewBits => Packs && Format is "int2" or "int4" or "nvfp4" or "mxfp4";

    public static CompressionStep? Of(BoundStatement statement)
    {
        var kind = CompressionReader.KindOf(statement);
        return kind is not { } known ? null : new CompressionStep(
            statement,
            known,
            statement.Operand<WordsValue>("step", "format")?.Word,
            statement.Operand<ConstantValue>("from", "checkpoint")?.Constant.Text,
            statement.Operand<ConstantValue>("of", "data")?.Constant.Text);
    }
}
