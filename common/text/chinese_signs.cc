#include "common/text/chinese_signs.h"

#include <algorithm>
#include <vector>

#include "common/text/utf8.h"

namespace gangmu {
namespace {

// The most frequent characters of modern Chinese in general and of administrative documents, simplified and
// traditional, and the punctuation of both.
constexpr std::string_view kFrequent =
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事"
    "成方多经去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工"
    "使"
    "情明性知全三又关点正业外将两高间由问很最重并物手应向文体政相见被利二等产或新制身加月合回特代内信表化位次度门任常先"
    "通教"
    "提立及比员解水名论处各入几口认条平系活更变四总何电数安少报结反受目量再建务做接必场件计管期市直资命金指统区保至形社"
    "便决"
    "治展科司五基非则界达放强即权完设式路记品告类求据程交规取领共确传观清今让带导争运改革措施推进服务项目企业县乡镇村局"
    "委办"
    "厅省府财税农林环境监督检查落实责任投试点创优流审批监测医疗养老就培训贷款"
    "這個們來為國會說時過對學發後經間現當沒動還進樣開實軍無長機業關點將兩問從員論處義條題變總電數報結務場計資統區隊決馬"
    "書"
    "難權設記類據邊張該規術領確師觀讓識帶導爭運與應產見門種裡處華萬屬縣鄉鎮辦廳財稅農環監檢責優審測醫療養訓貸號關於體標"
    "準"
    "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·０１２３４５６７８９％　";

// Sorted for look-up.
const std::vector<char32_t>& Frequent() {
  static const auto* const sorted = [] {
    auto* all = new std::vector<char32_t>;
    for (std::string_view rest = kFrequent; !rest.empty();) all->push_back(TakeCodePoint(rest));
    std::sort(all->begin(), all->end());
    return all;
  }();
  return *sorted;
}

}  // namespace

ChineseSigns CountChineseSigns(std::string_view utf8) {
  const std::vector<char32_t>& frequent = Frequent();
  ChineseSigns signs;
  while (Utf8SequenceLength(utf8) > 0) {
    const char32_t code_point = TakeCodePoint(utf8);
    if (code_point < 0x80) continue;
    ++signs.others;
    if (std::binary_search(frequent.begin(), frequent.end(), code_point)) ++signs.hits;
  }
  return signs;
}

}  // namespace gangmu
