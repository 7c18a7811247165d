// Marks of secrecy and openness, and what the document says about its own validity.
#pragma once

#include <vector>

#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

// 绝密 机密 秘密 (with ★ and a term), 内部 → secrecy_mark; （此件公开发布）, 公开方式：依申请公开 → openness_mark.
void ReadMarks(const SourceText& text, const std::vector<Block>& blocks, DocumentFields& document);

// Reads one sentence that says from when or until when the document is valid: 自2019年1月1日起施行, 自印发之日起,
// 有效期至…, 有效期2年, 暂定三年 → effective and repeal dates. A term is counted from the effective date; its last day
// is the repeal date.
void ReadValidity(const SourceText& text, Span sentence, DocumentFields& document);

}  // namespace gangmu::extraction
