using Signaling.Core.Peers;

namespace Signaling.Core.Tests.Peers;

public sealed class SeenNumbersTests
{
    [Fact]
    public void Add_FirstTime_IsNew()
    {
        var seen = new SeenNumbers();

        Assert.True(seen.Add(1));
        Assert.True(seen.Add(2));
    }

    [Fact]
    public void Add_Again_IsRepeat()
    {
        var seen = new SeenNumbers();
        seen.Add(5);

        Assert.False(seen.Add(5));
    }

    [Fact]
    public void Add_BelowTheHighestButMissed_IsNewOnce()
    {
        var seen = new SeenNumbers();
        seen.Add(1);
        seen.Add(9);

        Assert.True(seen.Add(4));
        Assert.False(seen.Add(4));
        Assert.False(seen.Add(1));
    }

    [Theory]
    [InlineData(SeenNumbers.Span, false)]
    [InlineData(SeenNumbers.Span - 1, true)]
    public void Add_FarBelowTheHighest_CountsAsHad(int distance, bool isNew)
    {
        var seen = new SeenNumbers();
        seen.Add(5_000);

        Assert.Equal(isNew, seen.Add(5_000 - distance));
    }

    [Fact]
    public void Add_AfterAJumpOverTheWholeSpan_ForgetsOldMarks()
    {
        var seen = new SeenNumbers();
        for (var number = 1; number <= SeenNumbers.Span; number++) seen.Add(number);
        seen.Add(10 * SeenNumbers.Span);

        // These share their places with numbers that had come.
        for (var number = 9 * SeenNumbers.Span + 1; number < 10 * SeenNumbers.Span; number++) Assert.True(seen.Add(number));
    }

    [Fact]
    public void Add_AnyOrder_AgreesWithASet()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var (seen, model, highest) = (new SeenNumbers(), new HashSet<long>(), 0L);
            for (var i = 0; i < 3_000; i++)
            {
                var number = Math.Max(1, highest + random.Next(-1_200, random.Next(2) == 0 ? 3 : 1_500));
                var isNew = number > highest - SeenNumbers.Span && model.Add(number);
                highest = Math.Max(highest, number);

                Assert.Equal(isNew, seen.Add(number));
            }
        }
    }
}
