using System.Text;
using System.Text.Json;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Tests.Negotiation;

public sealed class SdpScanTests
{
    [Fact]
    public void Ufrags_BundledSections_AreOne()
    {
        var found = Scan("v=0\r\na=ice-ufrag:EsAw\r\na=ice-pwd:x\r\nm=video\r\na=ice-ufrag:EsAw\r\n");

        Assert.True(found.Contains(Ufrag.From("EsAw")));
        Assert.Equal(Ufrag.From("EsAw"), found.First);
    }

    [Fact]
    public void Ufrags_UnbundledSections_AreAllThere()
    {
        var found = Scan("a=ice-ufrag:one1\na=ice-ufrag:two2\na=ice-ufrag:thr3");

        Assert.All(new[] { "one1", "two2", "thr3" }, u => Assert.True(found.Contains(Ufrag.From(u))));
        Assert.False(found.Contains(Ufrag.From("one")));
    }

    [Theory]
    [InlineData("ab+/")]
    [InlineData("+/+/")]
    public void Ufrags_WhateverTheWriterEscapes_AreTheSame(string ufrag)
    {
        var sdp = $"a=ice-ufrag:{ufrag}\r\n";
        string[] writings =
        [
            $"\"a=ice-ufrag:{ufrag}\\r\\n\"",
            $"\"a=ice-ufrag:{ufrag.Replace("/", "\\/", StringComparison.Ordinal)}\\r\\n\"",
            $"\"a=ice-ufrag:{ufrag.Replace("/", "\\u002F", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal)}\\r\\n\"",
            JsonSerializer.Serialize(sdp),
            $"\"{{\\\"sdp\\\":\\\"a=ice-ufrag:{ufrag}\\\\r\\\\n\\\"}}\"",
        ];

        Assert.All(writings, w => Assert.Equal(Ufrag.From(ufrag), SdpScan.Ufrags(Encoding.UTF8.GetBytes(w)).First));
    }

    [Theory]
    [InlineData("\"U2FsdGVkX1\"")]
    [InlineData("")]
    [InlineData("\"a=ice-ufrag:\"")]
    [InlineData("\"a=ice-ufrag:\\")]
    public void Ufrags_HiddenOrCutOff_AreNone(string payload) => Assert.True(SdpScan.Ufrags(Encoding.UTF8.GetBytes(payload)).IsEmpty);

    [Fact]
    public void Ufrags_AbsurdlyMany_AreBounded()
    {
        var found = Scan(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"a=ice-ufrag:u{i}\n")));

        Assert.InRange(found.ToArray().Length, 2, 100);
    }

    private static UfragSet Scan(string sdp) => SdpScan.Ufrags(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type = "offer", sdp })));
}
