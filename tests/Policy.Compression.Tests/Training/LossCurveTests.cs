using System.Xml.Linq;
using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tests.Training;

public sealed class LossCurveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-curve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CurveIsATableAndAPictureOfBothLosses()
    {
        var curve = new LossCurve(_folder);
        for (var step = 10; step <= 40; step += 10)
            curve.Add(Progress(step, heldOut: step % 20 == 0 ? new Evaluation(5.0 - step / 20.0, 0.5, 100) : null));
        curve.Draw();

        var table = File.ReadAllLines(Path.Combine(_folder, "curve.csv"));
        Assert.Equal(["step,loss,learning_rate,tokens_per_second,held_out_loss", "10,3.9,0.001,500,", "20,3.8,0.001,500,4"], table[..3]);
        var picture = XDocument.Load(Path.Combine(_folder, "curve.svg"));
        var lines = picture.Descendants().Where(e => e.Name.LocalName == "polyline").Select(e => e.Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal([4, 2], lines);
    }

    [Fact]
    public void ResumedRunContinuesItsTable()
    {
        new LossCurve(_folder).Add(Progress(10, null));
        new LossCurve(_folder).Add(Progress(20, null));

        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder, "curve.csv")).Length);
    }

    [Fact]
    public void StepsThatAKilledRunDoesAgainAreNotToldTwice()
    {
        var killed = new LossCurve(_folder);
        foreach (var step in (int[])[10, 20, 30])
            killed.Add(Progress(step, null));
        File.AppendAllText(Path.Combine(_folder, "curve.csv"), "4");
        new LossCurve(_folder).Add(Progress(20, null));

        Assert.Equal(["step", "10", "20"], File.ReadAllLines(Path.Combine(_folder, "curve.csv")).Select(line => line.Split(',')[0]));
    }

    private static TrainingProgress Progress(int step, Evaluation? heldOut) => new(step, 100, 4 - step / 100.0, 4 - step / 100.0, 1e-3, 500, TimeSpan.Zero, heldOut);
}
