using System.Text;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Tests.Caching;

public class CalibrationFileTests
{
    private const string Sound = """
        {
          "version": 1,
          "embedder": "f00d",
          "labels": 400,
          "level": 1.25, "slope": 41.5,
          "level_variance": 0.5, "covariance": -0.25, "slope_variance": 9,
          "tuned": { "at": "2026-11-23", "by": ["optpolicy"] }
        }
        """;

    [Fact]
    public void NumbersAreReadAndWhatIsNewIsSkipped()
    {
        var file = CalibrationFile.Parse(Encoding.UTF8.GetBytes(Sound));

        Assert.Null(file.Problem);
        Assert.Equal(new CalibrationDeclaration(1.25, 41.5, 0.5, -0.25, 9, 400, "f00d"), file.Calibration);
    }

    [Fact]
    public void WhatItWasMadeAndCheckedWithIsRead()
    {
        var content = Sound.Replace("\"tuned\"", "\"made_with\": { \"embedder\": \"shipped\", \"guards\": [\"numbers\"], \"verifier\": \"none\" }, \"check\": { \"share\": 0.01, \"served\": 410, \"false\": 3, \"upper\": 0.0188 }, \"tuned\"", StringComparison.Ordinal);

        var calibration = CalibrationFile.Parse(Encoding.UTF8.GetBytes(content)).Calibration!;

        Assert.Equal((new CalibrationConditions("shipped", ["numbers"], "none"), new CalibrationCheck(410, 3, 0.0188)), (calibration.Conditions!, calibration.Check!));
    }

    [Theory]
    [InlineData("\"made_with\": 7")]
    [InlineData("\"made_with\": { \"embedder\": \"shipped\", \"guards\": [1], \"verifier\": \"none\" }")]
    [InlineData("\"made_with\": { \"embedder\": \"shipped\", \"guards\": [] }")]
    [InlineData("\"check\": { \"served\": 3, \"false\": 4, \"upper\": 1 }")]
    [InlineData("\"check\": { \"served\": 3, \"false\": 1, \"upper\": 2 }")]
    public void WhatNoTuneWritesIsAProblem(string broken)
    {
        var file = CalibrationFile.Parse(Encoding.UTF8.GetBytes(Sound.Replace("\"tuned\"", broken + ", \"tuned\"", StringComparison.Ordinal)));

        Assert.Null(file.Calibration);
        Assert.Contains("is not what 'optpolicy tune' writes", file.Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "x(2,14)", "'version' must be 1; write the file again with 'optpolicy tune'")]
    [InlineData("\"labels\": 400", "\"labels\": 0", "x(4,13)", "'labels' must be a whole number from 1")]
    [InlineData("\"labels\": 400", "\"labels\": \"400\"", "x(4,13)", "'labels' must be a number")]
    [InlineData("\"level\": 1.25", "\"level\": 1e999", "x(5,12)", "'level' must be a number")]
    [InlineData("\"embedder\": \"f00d\"", "\"embedder\": 7", "x(3,15)", "'embedder' must be a text")]
    [InlineData("\"embedder\": \"f00d\"", "\"other\": 7", "x(8,1)", "'embedder' is missing")]
    [InlineData("\"slope_variance\": 9", "\"slope_variance\": -9", "x(6,65)", "'slope_variance' is a variance and must not be negative")]
    [InlineData("\"covariance\": -0.25", "\"covariance\": 25", "x(8,1)", "no level and slope have the covariance 25 with these variances")]
    [InlineData("\"level\": 1.25,", "\"level\": ,", "x(5,12)", "it is not JSON")]
    public void AMistakeIsSaidWithItsPlace(string sound, string broken, string place, string message)
    {
        var file = CalibrationFile.Parse(Encoding.UTF8.GetBytes(Sound.Replace(sound, broken, StringComparison.Ordinal).ReplaceLineEndings("\n")));

        Assert.Null(file.Calibration);
        Assert.Equal((place, message), (file.Problem!.At("x"), file.Problem.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{} {}")]
    [InlineData("{ \"version\": 1")]
    public void WhatIsNoCalibrationIsAProblemAndNoException(string content)
    {
        var file = CalibrationFile.Parse(Encoding.UTF8.GetBytes(content));

        Assert.True(file.Exists);
        Assert.NotNull(file.Problem);
    }
}
