using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.LocalModels;

/// <summary>A calibration file that a policy names.</summary>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Calibration">What it says; null when it cannot be read.</param>
public sealed record CalibrationFile(bool Exists, CalibrationDeclaration? Calibration)
{
    /// <summary>How names of calibration files end, so that a build finds them.</summary>
    public const string Suffix = ".calibration.json";

    public static CalibrationFile Missing { get; } = new(false, null);

    /// <summary>Why it cannot be read; null when nothing is wrong.</summary>
    public CalibrationProblem? Problem { get; init; }

    /// <summary>A file beside it that the author may have meant.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Reads a calibration; what is wrong with it is part of the result.</summary>
    public static CalibrationFile Parse(ReadOnlySpan<byte> json)
    {
        var parser = new CalibrationParser(json);
        var calibration = parser.Parse();
        return new CalibrationFile(true, parser.Problem is null ? calibration : null) { Problem = parser.Problem };
    }
}

/// <summary>What is wrong with a calibration, and where.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in bytes.</param>
public sealed record CalibrationProblem(int Line, int Column, string Message)
{
    public string At(string file) => $"{file}({Line},{Column})";
}
