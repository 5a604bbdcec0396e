using Signaling.Core.Messages;

namespace Signaling.Core.Tests.Messages;

public sealed class NameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("room with spaces / and #?&")]
    [InlineData("\u00e9t\u00e9 \ud83d\ude00")]
    public void IsValid_PlainText_IsTrue(string text) => Assert.True(Name.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    [InlineData("\ufffd")]
    public void IsValid_EmptyControlOrBroken_IsFalse(string text) => Assert.False(Name.IsValid(text));

    [Fact]
    public void IsValid_UnpairedSurrogate_IsFalse() => Assert.False(Name.IsValid(['a', '\ud83d']));

    [Fact]
    public void IsValid_Length_CountsBytesNotCharacters()
    {
        Assert.True(Name.IsValid(new string('a', 128)));
        Assert.False(Name.IsValid(new string('a', 129)));
        Assert.True(Name.IsValid(new string('\u00e9', 64)));
        Assert.False(Name.IsValid(new string('\u00e9', 65)));
        Assert.False(Name.IsValid(string.Concat(Enumerable.Repeat("\ud83d\ude00", 33))));
    }
}
