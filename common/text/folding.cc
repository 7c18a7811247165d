#include "common/text/folding.h"

#include <memory>
#include <string_view>

#include "common/codelists/tsv.h"
#include "common/text/utf8.h"
#include "common_text_folding_data.h"

namespace gangmu {
namespace {

constexpr size_t kPlane = 0x10000;

// Pairs of code points: each first one is folded to the second.
constexpr std::u32string_view kPunctuation =
    U",，;；:：!！?？(（)）"                             // half-width as typed in Chinese text
    U"､、｡。﹐，﹑、﹒.﹔；﹕：﹖？﹗！﹙（﹚）∶：︰："  // compatibility and small forms
    U"「“」”『‘』’"                                      // quotes of Traditional print
    U"–—―—─—━—−-〜~"                                     // dashes by their look-alikes
    U"•·・·･·‧·∙·"
    U"○〇◯〇"  // 二○二二年
    U"℅%﹪%٪%µμ\u3000 \u00A0 \u2002 \u2003 \u2009 \u202F ";

char32_t FoldWidth(char32_t c) {
  if (c < 0xFF01 || c > 0xFF5E) return c;
  // These are the usual forms of Chinese text; the others are ASCII in disguise.
  constexpr std::u32string_view kKept = U"，；：！？（）";
  return kKept.find(c) == std::u32string_view::npos ? c - 0xFEE0 : c;
}

char32_t FirstOf(std::string_view text) { return TakeCodePoint(text); }

std::unique_ptr<char32_t[]> Build() {
  auto table = std::make_unique<char32_t[]>(kPlane);
  for (char32_t c = 0; c < kPlane; ++c) table[c] = FoldWidth(c);
  for (size_t i = 0; i + 1 < kPunctuation.size(); i += 2) table[kPunctuation[i]] = kPunctuation[i + 1];
  for (const codelists::TsvRow& row : codelists::ReadTsv(data::k_hant_hans, 2))
    table[FirstOf(row[0])] = FirstOf(row[1]);
  return table;
}

}  // namespace

const char32_t* FoldingTable() {
  static const char32_t* const table = Build().release();
  return table;
}

}  // namespace gangmu
