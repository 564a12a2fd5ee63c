using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The part of a model's table that says how it runs in-process. What the policy leaves open is left to the runtime's defaults.</summary>
internal static class LocalModelEmitter
{
    private const string Devices = "global::OptPolicy.Kernels.Devices";
    private const string Speculation = "global::OptPolicy.Kernels.Speculation";

    public static void Emit(CodeWriter code, LocalModelDeclaration local)
    {
        code.Line("Local = new()");
        code.Open();
        code.Line($"Devices = new {Devices}.DeviceRequest([{string.Join(", ", local.Devices.Select(Device))}], IsStrict: {CSharpLiteral.Flag(local.IsStrict)}),");
        code.Line($"Lanes = {CSharpLiteral.Digits(local.Lanes)},");
        if (local.Threads is { } threads)
        {
            code.Line($"Threads = {CSharpLiteral.Digits(threads)},");
        }

        if (local.CacheBytes is { } bytes)
        {
            code.Line($"CacheBytes = {CSharpLiteral.Digits(bytes)},");
        }

        if (local.Speculation is { } speculation)
        {
            Emit(code, speculation);
        }

        code.Close(",");
    }

    private static void Emit(CodeWriter code, SpeculationDeclaration speculation)
    {
        code.Line($"Drafter = global::OptPolicy.LocalDrafter.{speculation.Drafter},");
        if (speculation.Folder is { } folder)
        {
            code.Line($"DrafterFolder = {CSharpLiteral.Text(folder)},");
        }

        code.Line("Speculation = new()");
        code.Open();
        code.Line($"MinLookahead = {CSharpLiteral.Digits(speculation.MinLookahead)},");
        code.Line($"MaxLookahead = {CSharpLiteral.Digits(speculation.MaxLookahead)},");
        code.Line($"Lossless = {Speculation}.LosslessMode.{(speculation.MustBeLossless ? "Required" : "Preferred")},");
        code.Line($"Verification = {Speculation}.VerificationMode.{(speculation.UsesRejection ? "Rejection" : "Coupled")},");
        if (speculation.DisableBelow is { } share)
        {
            code.Line($"DisableBelowAcceptance = {CSharpLiteral.Double(share)},");
            code.Line($"DisableAfterTokens = {CSharpLiteral.Digits(Math.Min(speculation.DisableAfterTokens, int.MaxValue))},");
        }

        code.Close(",");
    }

    private static string Device(string name) => $"{Devices}.DeviceKind." + (name switch
    {
        "cuda" => "Cuda",
        "directml" => "DirectML",
        "npu" => "Npu",
        _ => "Cpu",
    });
}
